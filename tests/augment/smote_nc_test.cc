#include "src/augment/smote_nc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "src/augment/smote.h"
#include "tests/augment/labelled_rows.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

// 400 rows of class 0, all zeros but for their levels, before those of class 1. Columns: three
// numbers, three levels, two levels.
LabelledRows MixedRows(const std::vector<std::vector<float>>& rare) {
  LabelledRows rows;
  rows.column_groups = {-1, -1, -1, 0, 0, 0, 1, 1};
  const auto add = [&](const std::vector<float>& values, uint32_t label) {
    rows.features.values.insert(rows.features.values.end(), values.begin(), values.end());
    rows.labels.push_back(label);
  };
  for (int i = 0; i < 400; ++i) add({0, 0, 0, 1, 0, 0, 1, 0}, 0);
  for (const std::vector<float>& values : rare) add(values, 1);
  rows.features.rows = static_cast<int64_t>(rows.labels.size());
  rows.features.columns = 8;
  return rows;
}

// Made with numpy: RandomState(11), normal(0, (1, 0.5, 2)) to two decimals and randint levels.
LabelledRows GoldenMixedRows() {
  return MixedRows({{1.55, 0.8, 0.14, 0, 1, 0, 1, 0},
                    {0.92, -0.19, 1.84, 0, 0, 1, 1, 0},
                    {-0.38, -0.24, -1.29, 0, 1, 0, 1, 0},
                    {0.7, 0.14, 0.37, 1, 0, 0, 1, 0},
                    {-1.14, 0.07, -2.88, 0, 1, 0, 1, 0},
                    {1.48, -0.07, 0.39, 0, 0, 1, 1, 0},
                    {-0.11, -0.79, -2.74, 0, 1, 0, 0, 1},
                    {-0.03, 0.75, -2.23, 0, 1, 0, 1, 0},
                    {-0.71, -0.02, -3.37, 0, 1, 0, 0, 1},
                    {-1.7, -0.21, -0.09, 0, 0, 1, 0, 1}});
}

// The columns of one kind.
std::vector<float> NumbersOf(const Matrix& matrix, int64_t row) {
  return {matrix.row(row), matrix.row(row) + 3};
}
std::vector<float> LevelsOf(const Matrix& matrix, int64_t row) {
  return {matrix.row(row) + 3, matrix.row(row) + 8};
}

bool NumbersLieBetween(const std::vector<float>& from, const std::vector<float>& to,
                       const std::vector<float>& point) {
  const float share = (point[2] - from[2]) / (to[2] - from[2]);
  for (int c = 0; c < 3; ++c) {
    if (std::abs(from[c] + share * (to[c] - from[c]) - point[c]) > 1e-5f) return false;
  }
  return share >= 0 && share <= 1;
}

TEST(SmoteNcTest, KeepsWhatEveryOversamplerKeeps) { ExpectCommonProperties(SmoteNc); }

TEST(SmoteNcTest, WithoutCategoricalColumnsItIsSmote) {
  const LabelledRows rows = RandomLabelledRows({60, 20, 8}, 3);
  EXPECT_EQ(SmoteNc(rows, RandomStream(1, "nc")).features.values,
            Smote(rows, RandomStream(1, "nc")).features.values);
}

// imblearn 0.10's SMOTENC([3, 4]).median_std_ of the same rows.
TEST(SmoteNcTest, TheMedianDeviationIsImbalancedLearns) {
  EXPECT_NEAR(MedianDeviation(GoldenMixedRows(), {0, 1, 2}), 1.036665809217223, 1e-6);
}

TEST(SmoteNcTest, TheMedianOfTwoDeviationsIsTheirMean) {
  LabelledRows rows;
  rows.features = {5, 2, {9, 9, 9, 9, 9, 9, 0, 0, 2, 6}};
  rows.labels = {0, 0, 0, 1, 1};
  EXPECT_DOUBLE_EQ(MedianDeviation(rows, {0, 1}), 2);
}

// Neighbours made with scipy on rows encoded as imblearn does, levels at half the median deviation
// (row 7 has others when levels are left out; rows 2, 3, 7 and 9 when they
// are at the whole of it). Levels by
// imblearn 0.10: SMOTENC([3, 4], random_state=r), r a RandomState whose uniform() gives zeros, so
// that the numbers of a new row tell its base; of rows 0 and 1, whose vote is a tie, it drew either
// level, of which ours is the first.
TEST(SmoteNcTest, NeighboursAndVotesAreImbalancedLearns) {
  const std::vector<std::set<int64_t>> neighbours = {
      {5, 3, 1, 2, 7}, {5, 3, 0, 9, 2}, {7, 6, 4, 9, 3}, {5, 0, 1, 2, 9}, {8, 7, 6, 2, 9},
      {3, 0, 1, 2, 7}, {8, 4, 2, 7, 9}, {2, 4, 8, 6, 0}, {4, 6, 7, 2, 9}, {2, 3, 4, 7, 6}};
  std::vector<std::vector<float>> votes(10, {0, 1, 0, 1, 0});
  votes[3] = {0, 0, 1, 1, 0};
  votes[4] = {0, 1, 0, 0, 1};

  const LabelledRows rows = GoldenMixedRows();
  const NewRows added = SmoteNc(rows, RandomStream(4, "nc"));
  EXPECT_THAT(CountsWith(rows, added), ElementsAre(400, 400));
  std::set<std::pair<int64_t, int64_t>> used, allowed;
  std::set<std::vector<float>> seen;
  for (int64_t base = 0; base < 10; ++base) {
    for (const int64_t q : neighbours[base]) allowed.emplace(std::min(base, q), std::max(base, q));
  }
  for (int64_t i = 0; i < added.features.rows; ++i) {
    bool explained = false;
    for (int64_t base = 0; base < 10; ++base) {
      if (LevelsOf(added.features, i) != votes[base]) continue;
      for (const int64_t q : neighbours[base]) {
        if (!NumbersLieBetween(NumbersOf(rows.features, 400 + base),
                               NumbersOf(rows.features, 400 + q), NumbersOf(added.features, i))) {
          continue;
        }
        explained = true;
        used.emplace(std::min(base, q), std::max(base, q));
      }
    }
    EXPECT_TRUE(explained) << "new row " << i;
    seen.insert(LevelsOf(added.features, i));
  }
  EXPECT_EQ(used, allowed);
  EXPECT_EQ(seen, std::set<std::vector<float>>(votes.begin(), votes.end()));
}

// A level of zeros may win, too; of a tie the first level is taken.
TEST(SmoteNcTest, MostNeighboursDecideAndTiesGoToTheFirstLevel) {
  LabelledRows rows;
  rows.column_groups = {-1, 0, 1, 1};
  rows.labels.assign(12, 0);
  rows.features = {12, 4, std::vector<float>(48, 0.0f)};
  const auto add = [&](std::vector<float> values) {
    rows.features.values.insert(rows.features.values.end(), values.begin(), values.end());
    rows.labels.push_back(1);
    ++rows.features.rows;
  };
  // Three rows: each has the two others as neighbours.
  add({1, 1, 0, 1});
  add({2, 0, 1, 0});
  add({3, 0, 0, 0});
  const NewRows added = SmoteNc(rows, RandomStream(1, "nc"));
  ASSERT_EQ(added.features.rows, 9);
  std::set<std::vector<float>> levels;
  for (int64_t i = 0; i < 9; ++i) {
    const float* row = added.features.row(i);
    levels.insert({row[1], row[2], row[3]});
  }
  // From 1: zeros, and a tie of the first level and zeros. From 2: a tie of one and zeros, and of
  // the second level and zeros. From 3: a tie of one and zeros, and of both levels.
  EXPECT_EQ(levels, (std::set<std::vector<float>>{{0, 1, 0}, {1, 0, 1}, {1, 1, 0}}));
}

TEST(SmoteNcTest, WithoutNumericColumnsRowsAreVoted) {
  LabelledRows rows = MixedRows({});
  rows.labels.assign(400, 0);
  std::fill(rows.column_groups.begin(), rows.column_groups.begin() + 3, 2);
  for (int64_t row = 390; row < 400; ++row) rows.labels[row] = 1;
  const NewRows added = SmoteNc(rows, RandomStream(1, "nc"));
  ASSERT_EQ(added.features.rows, 380);
  for (int64_t i = 0; i < 380; ++i) {
    EXPECT_THAT(RowOf(added.features, i), ElementsAre(0, 0, 0, 1, 0, 0, 1, 0));
  }
}

TEST(SmoteNcTest, ADeviationOfZeroLeavesTheVote) {
  const LabelledRows rows = MixedRows({{1, 1, 1, 0, 1, 0, 0, 1},
                                       {1, 1, 1, 0, 1, 0, 0, 1},
                                       {1, 1, 1, 0, 1, 0, 0, 1},
                                       {1, 1, 1, 0, 0, 1, 1, 0}});
  const NewRows added = SmoteNc(rows, RandomStream(1, "nc"));
  for (int64_t i = 0; i < added.features.rows; ++i) {
    EXPECT_THAT(RowOf(added.features, i), ElementsAre(1, 1, 1, 0, 1, 0, 0, 1));
  }
}

}  // namespace
}  // namespace counterweight
