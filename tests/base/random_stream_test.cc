#include "src/base/random_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace counterweight {
namespace {

TEST(RandomStreamTest, TheSameNameGivesTheSameNumbersAndAnotherNameOthers) {
  RandomStream a(1, "folds"), b(1, "folds"), other_name(1, "batch"), other_seed(2, "folds"),
      other_index(1, "folds", 1);
  const uint64_t first = a();
  EXPECT_EQ(first, b());
  EXPECT_NE(first, other_name());
  EXPECT_NE(first, other_seed());
  EXPECT_NE(first, other_index());
}

// A model trained from a seed today is trained from it tomorrow.
TEST(RandomStreamTest, NumbersDoNotChangeBetweenReleases) {
  RandomStream stream(42, "pinned", 3);
  EXPECT_EQ(stream(), 0xca461678333bc393u);
  EXPECT_EQ(stream(), 0xad1db18e20a2519du);
  EXPECT_EQ(stream(), 0x749d060466ccb580u);
}

TEST(RandomStreamTest, UniformAndNormalHaveTheirMoments) {
  RandomStream stream(7, "moments");
  double uniform_sum = 0, normal_sum = 0, normal_squares = 0;
  const int count = 200000;
  for (int i = 0; i < count; ++i) {
    const double u = stream.Uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    uniform_sum += u;
    const double z = stream.Normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  EXPECT_NEAR(uniform_sum / count, 0.5, 0.005);
  EXPECT_NEAR(normal_sum / count, 0, 0.02);
  EXPECT_NEAR(normal_squares / count, 1, 0.02);
}

TEST(RandomStreamTest, BelowIsEvenAndInRange) {
  RandomStream stream(9, "below");
  std::vector<int> counts(7, 0);
  for (int i = 0; i < 70000; ++i) ++counts[stream.Below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
  EXPECT_EQ(stream.Below(1), 0u);
}

TEST(RandomStreamTest, PermutationHoldsEveryNumberOnce) {
  RandomStream stream(3, "permutation");
  std::vector<int64_t> order = stream.Permutation(1000);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (int64_t i = 0; i < 1000; ++i) ASSERT_EQ(order[i], i);
  EXPECT_TRUE(stream.Permutation(0).empty());
}

}  // namespace
}  // namespace counterweight
