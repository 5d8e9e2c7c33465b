#include "src/augment/synthetic_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "src/augment/nearest_neighbours.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::FloatEq;

struct Rows {
  Matrix matrix;
  std::vector<uint32_t> labels;
  std::vector<int> folds;
};

// class_rows: how many rows each class has; classes are shuffled, folds drawn.
Rows RandomRows(const std::vector<int>& class_rows, int fold_count, uint64_t seed) {
  RandomStream stream(seed, "rows");
  Rows rows;
  for (size_t c = 0; c < class_rows.size(); ++c) {
    rows.labels.insert(rows.labels.end(), class_rows[c], static_cast<uint32_t>(c));
  }
  std::shuffle(rows.labels.begin(), rows.labels.end(), stream);
  rows.matrix = {static_cast<int64_t>(rows.labels.size()), 3, {}};
  for (size_t row = 0; row < rows.labels.size(); ++row) {
    rows.folds.push_back(static_cast<int>(stream.Below(fold_count)));
    for (int c = 0; c < 3; ++c) rows.matrix.values.push_back(static_cast<float>(stream.Normal()));
  }
  return rows;
}

SyntheticSet Make(const Rows& rows, int class_count, int fold_count,
                  const SyntheticSetOptions& options, uint64_t seed) {
  return MakeSyntheticSet(rows.matrix, rows.labels, class_count, rows.folds, fold_count, options,
                          RandomStream(seed, "augmentation"));
}

std::map<uint32_t, int> RowsOfClasses(const SyntheticSet& set) {
  std::map<uint32_t, int> counts;
  for (const uint32_t c : set.classes) ++counts[c];
  return counts;
}

TEST(SyntheticSetTest, EveryVectorHasOneEntryPerRow) {
  const SyntheticSet set = Make(RandomRows({60, 20}, 5, 1), 2, 5, {}, 1);
  const size_t size = 512;
  EXPECT_EQ(set.size(), 512);
  EXPECT_EQ(set.features.columns, 3);
  EXPECT_EQ(set.features.values.size(), 3 * size);
  EXPECT_EQ(set.classes.size(), size);
  EXPECT_EQ(set.parents.size(), size);
  EXPECT_EQ(set.neighbours.size(), size);
  EXPECT_EQ(set.lambdas.size(), size);
  EXPECT_EQ(set.radii.size(), size);
  EXPECT_EQ(set.usable.size(), 5 * size);
}

TEST(SyntheticSetTest, NewRowsLieBetweenTheirParents) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const Rows rows = RandomRows({80, 25, 9}, 5, seed);
    const SyntheticSet set = Make(rows, 3, 5, {}, seed);
    for (int64_t j = 0; j < set.size(); ++j) {
      const float* parent = rows.matrix.row(set.parents[j]);
      const float* neighbour = rows.matrix.row(set.neighbours[j]);
      for (int c = 0; c < 3; ++c) {
        const float value = set.features.row(j)[c];
        EXPECT_GE(value, std::min(parent[c], neighbour[c]));
        EXPECT_LE(value, std::max(parent[c], neighbour[c]));
        EXPECT_NEAR(value, parent[c] + set.lambdas[j] * (neighbour[c] - parent[c]), 1e-5);
      }
    }
  }
}

TEST(SyntheticSetTest, LambdasFillTheRangeAskedFor) {
  SyntheticSetOptions options;
  options.lambda_max = 1.5;
  const SyntheticSet set = Make(RandomRows({60, 20}, 5, 2), 2, 5, options, 2);
  const auto [lowest, highest] = std::minmax_element(set.lambdas.begin(), set.lambdas.end());
  EXPECT_GE(*lowest, 0.0f);
  EXPECT_LT(*lowest, 0.1f);
  EXPECT_GT(*highest, 1.4f);
  EXPECT_LE(*highest, 1.5f);
}

TEST(SyntheticSetTest, BothParentsAreRowsOfTheClass) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const Rows rows = RandomRows({80, 25, 9}, 5, seed);
    const SyntheticSet set = Make(rows, 3, 5, {}, seed);
    for (int64_t j = 0; j < set.size(); ++j) {
      EXPECT_EQ(rows.labels[set.parents[j]], set.classes[j]);
      EXPECT_EQ(rows.labels[set.neighbours[j]], set.classes[j]);
      EXPECT_NE(set.parents[j], set.neighbours[j]);
    }
  }
}

TEST(SyntheticSetTest, TheOtherParentIsAmongTheNearestOfTheClass) {
  const Rows rows = RandomRows({80, 30}, 5, 3);
  SyntheticSetOptions options;
  options.neighbours = 4;
  const SyntheticSet set = Make(rows, 2, 5, options, 3);
  std::vector<int64_t> members;
  Matrix minority{0, 3, {}};
  for (size_t row = 0; row < rows.labels.size(); ++row) {
    if (rows.labels[row] != 1) continue;
    members.push_back(static_cast<int64_t>(row));
    const float* values = rows.matrix.row(static_cast<int64_t>(row));
    minority.values.insert(minority.values.end(), values, values + 3);
    ++minority.rows;
  }
  const std::vector<int64_t> nearest = NearestNeighbours(minority, 4);
  std::set<std::pair<int64_t, int64_t>> allowed, used;
  for (size_t i = 0; i < members.size(); ++i) {
    for (int t = 0; t < 4; ++t) allowed.emplace(members[i], members[nearest[i * 4 + t]]);
  }
  for (int64_t j = 0; j < set.size(); ++j) used.emplace(set.parents[j], set.neighbours[j]);
  EXPECT_TRUE(std::includes(allowed.begin(), allowed.end(), used.begin(), used.end()));
  // 512 draws from 120 pairs leave few untouched.
  EXPECT_GT(used.size(), 100u);
}

TEST(SyntheticSetTest, BaseParentsTakeTurns) {
  const SyntheticSet set = Make(RandomRows({80, 24}, 5, 4), 2, 5, {}, 4);
  std::map<int64_t, int> turns;
  for (const int64_t parent : set.parents) ++turns[parent];
  EXPECT_EQ(turns.size(), 24u);
  for (const auto& [row, count] : turns) {
    EXPECT_GE(count, 512 / 24) << row;
    EXPECT_LE(count, 512 / 24 + 1) << row;
  }
}

TEST(SyntheticSetTest, FewerRowsThanParentsUseEachParentOnce) {
  SyntheticSetOptions options;
  options.rows = 30;
  const SyntheticSet set = Make(RandomRows({200, 100}, 5, 5), 2, 5, options, 5);
  EXPECT_EQ(std::set<int64_t>(set.parents.begin(), set.parents.end()).size(), 30u);
}

TEST(SyntheticSetTest, UsableOnlyIfNoParentIsInTheMembersFold) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const Rows rows = RandomRows({60, 12, 7}, 4, seed);
    const SyntheticSet set = Make(rows, 3, 4, {}, seed);
    for (int member = 0; member < 4; ++member) {
      for (int64_t j = 0; j < set.size(); ++j) {
        const bool leaks =
            rows.folds[set.parents[j]] == member || rows.folds[set.neighbours[j]] == member;
        EXPECT_EQ(set.usable[member * set.size() + j], leaks ? 0 : 1);
      }
    }
  }
}

TEST(SyntheticSetTest, ClassesShareTheRowsAndTheLargestHasNone) {
  SyntheticSetOptions options;
  options.rows = 101;
  const SyntheticSet set = Make(RandomRows({20, 70, 10}, 5, 6), 3, 5, options, 6);
  EXPECT_EQ(RowsOfClasses(set), (std::map<uint32_t, int>{{0, 51}, {2, 50}}));
  EXPECT_TRUE(std::is_sorted(set.classes.begin(), set.classes.end()));
}

TEST(SyntheticSetTest, EveryClassGetsAtLeastSixteenRows) {
  SyntheticSetOptions options;
  options.rows = 20;
  const SyntheticSet set = Make(RandomRows({40, 5, 6, 7}, 5, 7), 4, 5, options, 7);
  EXPECT_EQ(RowsOfClasses(set), (std::map<uint32_t, int>{{1, 16}, {2, 16}, {3, 16}}));
}

TEST(SyntheticSetTest, AClassWithoutRowsGetsNone) {
  const SyntheticSet set = Make(RandomRows({40, 0, 8}, 5, 8), 3, 5, {}, 8);
  EXPECT_EQ(RowsOfClasses(set), (std::map<uint32_t, int>{{2, 512}}));
}

TEST(SyntheticSetTest, OneClassOnlyGivesAnEmptySet) {
  const SyntheticSet set = Make(RandomRows({40, 0}, 5, 8), 2, 5, {}, 8);
  EXPECT_EQ(set.size(), 0);
  EXPECT_TRUE(set.usable.empty());
}

TEST(SyntheticSetTest, AClassOfTwoRowsLowersTheNeighbours) {
  const SyntheticSet set = Make(RandomRows({40, 2}, 5, 9), 2, 5, {}, 9);
  EXPECT_EQ(set.size(), 512);
  EXPECT_EQ(std::set<int64_t>(set.neighbours.begin(), set.neighbours.end()).size(), 2u);
}

TEST(SyntheticSetTest, AClassOfOneRowIsCopied) {
  const Rows rows = RandomRows({40, 1}, 5, 10);
  const SyntheticSet set = Make(rows, 2, 5, {}, 10);
  EXPECT_EQ(set.size(), 512);
  EXPECT_EQ(set.parents, set.neighbours);
  EXPECT_THAT(set.lambdas, Each(0.0f));
  EXPECT_THAT(set.radii, Each(FloatEq(1e-3f)));
  for (int64_t j = 0; j < set.size(); ++j) {
    EXPECT_TRUE(
        std::equal(set.features.row(j), set.features.row(j) + 3, rows.matrix.row(set.parents[j])));
  }
}

TEST(SyntheticSetTest, RadiiAreTheParentsDistances) {
  const Rows rows = RandomRows({60, 20}, 5, 11);
  const SyntheticSet set = Make(rows, 2, 5, {}, 11);
  for (int64_t j = 0; j < set.size(); ++j) {
    double squared = 0;
    for (int c = 0; c < 3; ++c) {
      const double difference = static_cast<double>(rows.matrix.row(set.neighbours[j])[c]) -
                                rows.matrix.row(set.parents[j])[c];
      squared += difference * difference;
    }
    EXPECT_NEAR(set.radii[j], std::sqrt(squared), 1e-5);
  }
}

TEST(SyntheticSetTest, IdenticalRowsKeepAPositiveRadius) {
  Rows rows = RandomRows({40, 10}, 5, 12);
  std::fill(rows.matrix.values.begin(), rows.matrix.values.end(), 2.0f);
  const SyntheticSet set = Make(rows, 2, 5, {}, 12);
  EXPECT_THAT(set.radii, Each(FloatEq(1e-3f)));
  EXPECT_THAT(set.features.values, Each(2.0f));
}

TEST(SyntheticSetTest, TheSameStreamGivesTheSameSet) {
  const Rows rows = RandomRows({60, 20, 8}, 5, 13);
  const SyntheticSet first = Make(rows, 3, 5, {}, 13);
  const SyntheticSet second = Make(rows, 3, 5, {}, 13);
  const SyntheticSet other = Make(rows, 3, 5, {}, 14);
  EXPECT_EQ(first.features.values, second.features.values);
  EXPECT_EQ(first.parents, second.parents);
  EXPECT_EQ(first.neighbours, second.neighbours);
  EXPECT_EQ(first.usable, second.usable);
  EXPECT_NE(first.features.values, other.features.values);
}

TEST(SyntheticSetTest, BaseParentsMayBeKeptToWhereTheClassIsThinnest) {
  // Twelve rows close together and four far apart from everyone.
  Rows rows;
  rows.matrix = {56, 1, {}};
  for (int i = 0; i < 56; ++i) {
    const bool is_rare = i < 16;
    rows.labels.push_back(is_rare ? 1 : 0);
    rows.folds.push_back(i % 4);
    const int far = 10 * (i + 1) * (i + 1);
    rows.matrix.values.push_back(static_cast<float>(i < 4 ? -far : 0.01 * i));
  }
  SyntheticSetOptions options;
  options.rows = 64;
  options.neighbours = 3;
  options.low_density_share = 0.25;
  const SyntheticSet set = Make(rows, 2, 4, options, 1);
  EXPECT_THAT(set.parents, Each(::testing::Lt(4)));
  EXPECT_EQ(std::set<int64_t>(set.parents.begin(), set.parents.end()).size(), 4u);
  options.low_density_share = 0.01;  // at least one row
  EXPECT_THAT(Make(rows, 2, 4, options, 1).parents, Each(3));
}

}  // namespace
}  // namespace counterweight
