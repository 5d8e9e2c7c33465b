#include "src/augment/smote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/augment/labelled_rows.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(SmoteTest, KeepsWhatEveryOversamplerKeeps) { ExpectCommonProperties(Smote); }

TEST(SmoteTest, NewRowsLieBetweenNeighboursOfTheirClass) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const LabelledRows rows = RandomLabelledRows({120, 25, 9}, seed);
    const NewRows added = Smote(rows, RandomStream(seed, "smote"));
    EXPECT_THAT(CountsWith(rows, added), ElementsAre(120, 120, 120));
    for (int64_t i = 0; i < added.features.rows; ++i) {
      EXPECT_THAT(SegmentsThrough(rows, added, i), Not(IsEmpty())) << i;
    }
  }
}

TEST(SmoteTest, EveryBaseAndEveryNeighbourIsDrawn) {
  const LabelledRows rows = RandomLabelledRows({800, 12}, 3);
  const NewRows added = Smote(rows, RandomStream(3, "smote"));
  std::set<std::pair<int64_t, int64_t>> directed;
  for (int64_t i = 0; i < added.features.rows; ++i) {
    for (const auto& segment : SegmentsThrough(rows, added, i)) directed.insert(segment);
  }
  EXPECT_EQ(directed.size(), 12u * 5);
}

TEST(SmoteTest, SharesOfTheWayFillTheRange) {
  // Two rows on a line: where the new rows lie is the share itself.
  LabelledRows rows;
  rows.labels.assign(202, 0);
  rows.labels[200] = rows.labels[201] = 1;
  rows.features = {202, 1, std::vector<float>(202, 5.0f)};
  rows.features.values[200] = 0;
  rows.features.values[201] = 1;
  const NewRows added = Smote(rows, RandomStream(6, "smote"));
  ASSERT_EQ(added.features.rows, 198);
  int quarters[4] = {};
  for (const float value : added.features.values) {
    ASSERT_GE(value, 0);
    ASSERT_LE(value, 1);
    ++quarters[std::min(3, static_cast<int>(4 * value))];
  }
  // 49.5 expected, standard deviation 6.
  for (const int count : quarters) EXPECT_NEAR(count, 49.5, 25);
}

TEST(SmoteTest, EqualRowsOfAClassAreTheirOwnNewRows) {
  LabelledRows rows = RandomLabelledRows({30, 7}, 4);
  for (int64_t row = 0; row < rows.features.rows; ++row) {
    if (rows.labels[row] == 1) std::fill_n(rows.features.row(row), 2, 2.0f);
  }
  const NewRows added = Smote(rows, RandomStream(4, "smote"));
  EXPECT_EQ(added.features.values, std::vector<float>(2 * 23, 2.0f));
}

}  // namespace
}  // namespace counterweight
