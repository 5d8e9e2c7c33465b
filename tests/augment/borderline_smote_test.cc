#include "src/augment/borderline_smote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/augment/labelled_rows.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(BorderlineSmoteTest, KeepsWhatEveryOversamplerKeeps) {
  ExpectCommonProperties(BorderlineSmote);
}

// Made with imblearn 0.10: BorderlineSMOTE(random_state=r).fit_resample, r a RandomState whose
// uniform() gives zeros, so that new rows are their bases.
TEST(BorderlineSmoteTest, RowsInDangerAreImbalancedLearns) {
  const LabelledRows rows = GoldenRows();
  const std::vector<ShortClass> classes = ShortClasses(rows);
  ASSERT_EQ(classes.size(), 2u);
  EXPECT_THAT(RowsInDanger(rows, classes[0]), ElementsAre(4, 7));
  EXPECT_THAT(RowsInDanger(rows, classes[1]), ElementsAre(0, 1, 2, 3, 4, 5));
}

// On a line, so that the ten nearest can be read off.
TEST(BorderlineSmoteTest, HalfForeignIsDangerAndAllForeignIsNoise) {
  LabelledRows rows;
  const auto add = [&](float value, uint32_t label) {
    rows.features.values.push_back(value);
    rows.labels.push_back(label);
  };
  for (int i = 0; i < 7; ++i) add(static_cast<float>(i), 1);
  for (int i = 0; i < 12; ++i) add(100 + 0.1f * static_cast<float>(i), 0);
  add(100.55f, 1);  // amid foreign rows
  rows.features.rows = static_cast<int64_t>(rows.labels.size());
  rows.features.columns = 1;
  // A row of the run has the six others and four foreign rows: safe; the last is noise.
  EXPECT_THAT(RowsInDanger(rows, ShortClasses(rows)[0]), IsEmpty());
  // One row of the run less: five of ten are foreign.
  rows.labels[3] = 0;
  EXPECT_THAT(RowsInDanger(rows, ShortClasses(rows)[0]), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(BorderlineSmoteTest, NewRowsStartFromRowsInDanger) {
  const LabelledRows rows = GoldenRows();
  const NewRows added = BorderlineSmote(rows, RandomStream(1, "borderline"));
  EXPECT_THAT(CountsWith(rows, added), ElementsAre(24, 24, 24));
  const std::set<int64_t> in_danger = {24 + 4, 24 + 7};
  for (int64_t i = 0; i < 16; ++i) {
    bool from_danger = false;
    for (const auto& [base, neighbour] : SegmentsThrough(rows, added, i)) {
      from_danger |= in_danger.count(base) > 0;
    }
    EXPECT_TRUE(from_danger) << i;
  }
}

TEST(BorderlineSmoteTest, WithoutRowsInDangerRowsAreCopied) {
  LabelledRows rows = RandomLabelledRows({40, 12}, 2);
  for (int64_t row = 0; row < rows.features.rows; ++row) {
    if (rows.labels[row] == 1) rows.features.row(row)[0] += 1000;
  }
  ASSERT_THAT(RowsInDanger(rows, ShortClasses(rows)[0]), IsEmpty());
  const NewRows added = BorderlineSmote(rows, RandomStream(2, "borderline"));
  ASSERT_EQ(added.features.rows, 28);
  std::set<std::vector<float>> originals;
  for (int64_t row = 0; row < rows.features.rows; ++row) {
    originals.insert(RowOf(rows.features, row));
  }
  for (int64_t i = 0; i < 28; ++i) EXPECT_EQ(originals.count(RowOf(added.features, i)), 1u);
}

}  // namespace
}  // namespace counterweight
