#include "src/augment/nominal_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NominalColumnsTest, WithoutGroupsEveryColumnIsNumeric) {
  const NominalColumns columns = SplitColumns(3, {});
  EXPECT_THAT(columns.numeric, ElementsAre(0, 1, 2));
  EXPECT_THAT(columns.groups, IsEmpty());
}

TEST(NominalColumnsTest, ColumnsOfAGroupAreTogether) {
  const NominalColumns columns = SplitColumns(6, {-1, 0, 1, 1, -1, 1});
  EXPECT_THAT(columns.numeric, ElementsAre(0, 4));
  EXPECT_THAT(columns.groups, ElementsAre(ElementsAre(1), ElementsAre(2, 3, 5)));
}

TEST(NominalColumnsTest, TheLevelIsTheColumnThatIsOneAndZerosAreTheLast) {
  const float row[] = {1, 0, 1, 0, 0};
  EXPECT_EQ(LevelOf(row, {1, 2, 3}), 1);
  EXPECT_EQ(LevelOf(row, {0}), 0);
  EXPECT_EQ(LevelOf(row, {3, 4}), 2);
}

}  // namespace
}  // namespace counterweight
