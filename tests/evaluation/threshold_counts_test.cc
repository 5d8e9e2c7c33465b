#include "src/evaluation/threshold_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;

testing::Matcher<ThresholdCount> IsCount(float score, float below, int64_t called,
                                         int64_t true_positives, int64_t tied_negatives) {
  return AllOf(Field(&ThresholdCount::score, score), Field(&ThresholdCount::below, below),
               Field(&ThresholdCount::called, called),
               Field(&ThresholdCount::true_positives, true_positives),
               Field(&ThresholdCount::tied_negatives, tied_negatives));
}

TEST(CountByThresholdTest, HasOneCountPerScoreOfAPositiveRow) {
  ASSERT_OK_AND_ASSIGN(const ThresholdCounts thresholds,
                       CountByThreshold({9, 8, 8, 8, 7, 6, 5, 5, 1}, {0, 1, 0, 1, 0, 0, 1, 0, 0}));
  EXPECT_THAT(thresholds.counts, ElementsAre(IsCount(8, 7, 4, 2, 1), IsCount(5, 1, 8, 3, 1)));
  EXPECT_EQ(thresholds.rows, 9);
}

TEST(CountByThresholdTest, TheLowestScoreHasNothingBelow) {
  ASSERT_OK_AND_ASSIGN(const ThresholdCounts thresholds, CountByThreshold({2, 1, 3}, {1, 1, 1}));
  EXPECT_THAT(thresholds.counts,
              ElementsAre(IsCount(3, 2, 1, 1, 0), IsCount(2, 1, 2, 2, 0), IsCount(1, 1, 3, 3, 0)));
}

TEST(CountByThresholdTest, InfiniteScoresAreScores) {
  const float infinity = std::numeric_limits<float>::infinity();
  ASSERT_OK_AND_ASSIGN(const ThresholdCounts thresholds,
                       CountByThreshold({-infinity, infinity, -infinity}, {1, 1, 0}));
  EXPECT_THAT(thresholds.counts, ElementsAre(IsCount(infinity, -infinity, 1, 1, 0),
                                             IsCount(-infinity, -infinity, 3, 2, 1)));
}

struct Rows {
  std::vector<float> scores;
  std::vector<uint8_t> labels;
};

// More rows than are sorted by comparison; `values` of them distinct.
Rows ManyRows(uint64_t seed, int64_t values) {
  RandomStream stream(seed, "many rows");
  Rows rows;
  for (int i = 0; i < 3000; ++i) {
    rows.labels.push_back(stream.Below(5) == 0);
    rows.scores.push_back(static_cast<float>(stream.Below(values)) - 100.0f + rows.labels.back());
  }
  return rows;
}

// Rows by falling score, positives last among equals.
std::vector<std::pair<float, uint8_t>> Ranked(const Rows& rows) {
  std::vector<std::pair<float, uint8_t>> ranked;
  for (size_t i = 0; i < rows.scores.size(); ++i) {
    ranked.emplace_back(-rows.scores[i], rows.labels[i]);
  }
  std::sort(ranked.begin(), ranked.end());
  return ranked;
}

// The definition, one rank after the other, in the order in which sums are formed.
double AveragePrecisionByRank(const Rows& rows) {
  const auto ranked = Ranked(rows);
  double sum = 0;
  int64_t positives = 0, above = 0;
  for (size_t i = 0; i < ranked.size(); ++i) {
    positives += ranked[i].second;
    if (i + 1 < ranked.size() && ranked[i + 1].first == ranked[i].first) continue;
    sum += static_cast<double>(positives - above) *
           (static_cast<double>(positives) / static_cast<double>(i + 1));
    above = positives;
  }
  return sum / static_cast<double>(positives);
}

// Over all pairs of a positive and a negative row.
double RocAucByPairs(const Rows& rows) {
  int64_t twice_correct = 0, pairs = 0;
  for (size_t p = 0; p < rows.scores.size(); ++p) {
    if (rows.labels[p] == 0) continue;
    for (size_t n = 0; n < rows.scores.size(); ++n) {
      if (rows.labels[n] == 1) continue;
      ++pairs;
      twice_correct += (rows.scores[p] > rows.scores[n]) + (rows.scores[p] >= rows.scores[n]);
    }
  }
  return static_cast<double>(twice_correct) / (2.0 * static_cast<double>(pairs));
}

TEST(CountByThresholdTest, FiguresOfManyRowsAreThoseOfTheDefinitionBitForBit) {
  for (const int64_t values : {2, 50, 3'000, 1'000'000}) {
    const Rows rows = ManyRows(values, values);
    ASSERT_OK_AND_ASSIGN(const ThresholdCounts thresholds,
                         CountByThreshold(rows.scores, rows.labels));
    EXPECT_EQ(AveragePrecisionOf(thresholds), AveragePrecisionByRank(rows)) << values;
    EXPECT_EQ(RocAucOf(thresholds), RocAucByPairs(rows)) << values;
  }
}

}  // namespace
}  // namespace counterweight
