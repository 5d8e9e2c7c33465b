#include "src/augment/adasyn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/augment/labelled_rows.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(AdasynTest, KeepsWhatEveryOversamplerKeeps) { ExpectCommonProperties(Adasyn); }

// Made with imblearn 0.10: ADASYN(random_state=r).fit_resample, r a RandomState whose uniform()
// gives zeros, so that new rows are their bases and can be counted.
TEST(AdasynTest, TheAllocationIsImbalancedLearns) {
  const LabelledRows rows = GoldenRows();
  const std::vector<ShortClass> classes = ShortClasses(rows);
  ASSERT_EQ(classes.size(), 2u);
  EXPECT_THAT(AdasynAllocation(rows, classes[0]), ElementsAre(6, 0, 0, 0, 1, 2, 3, 3));
  EXPECT_THAT(AdasynAllocation(rows, classes[1]), ElementsAre(4, 2, 2, 3, 3, 5));
  // Roundings go where they go: one too few for class 1, one too many for class 2.
  const NewRows added = Adasyn(rows, RandomStream(1, "adasyn"));
  EXPECT_THAT(CountsWith(rows, added), ElementsAre(24, 8 + 15, 6 + 19));
}

// Two rows, each next to a foreign one, share what is missing.
TEST(AdasynTest, HalvesAreRoundedToEven) {
  LabelledRows rows;
  rows.features = {9, 1, {0, 100, 1, 101, 200, 201, 202, 203, 204}};
  rows.labels = {1, 1, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_THAT(AdasynAllocation(rows, ShortClasses(rows)[0]), ElementsAre(2, 2));  // of 5
  rows.labels.resize(7);
  rows.features.rows = 7;
  EXPECT_THAT(AdasynAllocation(rows, ShortClasses(rows)[0]), ElementsAre(2, 2));  // of 3
}

TEST(AdasynTest, NewRowsLieBetweenNeighboursOfTheirClass) {
  const LabelledRows rows = RandomLabelledRows({120, 25, 9}, 6);
  const NewRows added = Adasyn(rows, RandomStream(6, "adasyn"));
  for (int64_t i = 0; i < added.features.rows; ++i) {
    EXPECT_THAT(SegmentsThrough(rows, added, i), Not(IsEmpty())) << i;
  }
}

TEST(AdasynTest, AClassFarFromTheOthersIsCopied) {
  LabelledRows rows = RandomLabelledRows({40, 12}, 2);
  std::set<std::vector<float>> originals;
  for (int64_t row = 0; row < rows.features.rows; ++row) {
    if (rows.labels[row] == 1) rows.features.row(row)[0] += 1000;
    originals.insert(RowOf(rows.features, row));
  }
  EXPECT_THAT(AdasynAllocation(rows, ShortClasses(rows)[0]), Each(0));
  const NewRows added = Adasyn(rows, RandomStream(2, "adasyn"));
  ASSERT_EQ(added.features.rows, 28);
  for (int64_t i = 0; i < 28; ++i) EXPECT_EQ(originals.count(RowOf(added.features, i)), 1u);
}

// Three new rows shared by ten: every share rounds to nothing.
TEST(AdasynTest, AnAllocationThatRoundsToNothingIsCopied) {
  LabelledRows rows;
  for (int i = 0; i < 10; ++i) {
    rows.features.values.insert(rows.features.values.end(), 2, static_cast<float>(100 * i));
    rows.labels.insert(rows.labels.end(), {0, 1});
  }
  for (int i = 0; i < 3; ++i) {
    rows.features.values.push_back(static_cast<float>(-1000 - i));
    rows.labels.push_back(0);
  }
  rows.features.rows = 23;
  rows.features.columns = 1;
  EXPECT_THAT(AdasynAllocation(rows, ShortClasses(rows)[0]), Each(0));
  const NewRows added = Adasyn(rows, RandomStream(3, "adasyn"));
  EXPECT_THAT(CountsWith(rows, added), ElementsAre(13, 13));
}

}  // namespace
}  // namespace counterweight
