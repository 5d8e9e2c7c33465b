#include "src/augment/gather_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace counterweight {
namespace {

using ::testing::ElementsAre;

TEST(GatherRowsTest, TakesTheRowsAskedInTheirOrder) {
  const Matrix gathered = GatherRows({3, 2, {0, 1, 10, 11, 20, 21}}, {2, 0, 2});
  EXPECT_EQ(gathered.rows, 3);
  EXPECT_EQ(gathered.columns, 2);
  EXPECT_THAT(gathered.values, ElementsAre(20, 21, 0, 1, 20, 21));
}

TEST(GatherRowsTest, NoRowsKeepTheWidth) {
  const Matrix gathered = GatherRows({1, 2, {0, 1}}, {});
  EXPECT_EQ(gathered.rows, 0);
  EXPECT_EQ(gathered.columns, 2);
}

}  // namespace
}  // namespace counterweight
