#include "src/augment/nearest_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace counterweight {
namespace {

using ::testing::ElementsAre;

TEST(NearestListsTest, KeepsTheNearestInOrderAndOfTiesTheFirst) {
  NearestLists lists(2, 2, 3);
  lists.Offer(1, 4.0, 0);
  lists.Offer(1, 2.0, 5);
  lists.Offer(1, 2.0, 6);
  lists.Offer(1, 2.0, 7);
  lists.Offer(0, 1.0, 8);
  lists.Offer(0, 0.5, 9);
  EXPECT_THAT(lists.Rows({1, 0, 1}), ElementsAre(5, 6, 9, 8, 5, 6));
}

TEST(NearestListsTest, TheBoundAllowsForTheRoundingOfAFloatSum) {
  NearestLists lists(1, 1, 30);
  EXPECT_EQ(lists.bounds()[0], std::numeric_limits<float>::infinity());
  lists.Offer(0, 100.0, 3);
  EXPECT_GT(lists.bounds()[0], 100.0f * (1 + 30 * std::numeric_limits<float>::epsilon()));
  EXPECT_LT(lists.bounds()[0], 100.01f);
}

TEST(NearestListsTest, ClosesOnceFullOfDistanceZero) {
  NearestLists lists(2, 2, 3);
  for (int row = 0; row < 2; ++row) lists.Offer(0, 0.0, row);
  lists.Offer(1, 0.0, 0);
  EXPECT_EQ(lists.bounds()[0], NearestLists::kClosed);
  EXPECT_TRUE(lists.AreClosed(0, 1));
  EXPECT_FALSE(lists.AreClosed(0, 2));
}

TEST(NearestListsTest, PlacesUpToAWholeTileAreClosed) {
  const NearestLists lists(3, 1, 3);
  for (int i = 3; i < 16; ++i) EXPECT_EQ(lists.bounds()[i], NearestLists::kClosed);
}

}  // namespace
}  // namespace counterweight
