#include "src/evaluation/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"
#include "tests/evaluation/golden_rows.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

struct Rows {
  std::vector<float> scores;
  std::vector<uint8_t> labels;
};

// A few distinct scores, so that there are ties; both labels occur.
Rows RandomRows(uint64_t seed) {
  RandomStream stream(seed, "rows");
  Rows rows;
  const uint64_t count = 2 + stream.Below(60);
  const uint64_t distinct = 1 + stream.Below(20);
  for (uint64_t i = 0; i < count; ++i) {
    rows.scores.push_back(static_cast<float>(stream.Below(distinct)) - 7.0f);
    rows.labels.push_back(i == 0 ? 1 : i == 1 ? 0 : stream.Below(4) == 0);
  }
  return rows;
}

// The definitions, by counting over all rows or pairs.
double SlowAveragePrecision(const Rows& rows) {
  double sum = 0;
  int positives = 0;
  for (size_t i = 0; i < rows.scores.size(); ++i) {
    if (rows.labels[i] == 0) continue;
    ++positives;
    double called = 0, correct = 0;
    for (size_t j = 0; j < rows.scores.size(); ++j) {
      if (rows.scores[j] < rows.scores[i]) continue;
      called += 1;
      correct += rows.labels[j];
    }
    sum += correct / called;
  }
  return sum / positives;
}

double SlowRocAuc(const Rows& rows) {
  double correct = 0, pairs = 0;
  for (size_t p = 0; p < rows.scores.size(); ++p) {
    for (size_t n = 0; n < rows.scores.size(); ++n) {
      if (rows.labels[p] != 1 || rows.labels[n] != 0) continue;
      pairs += 1;
      correct += rows.scores[p] > rows.scores[n] ? 1 : rows.scores[p] == rows.scores[n] ? 0.5 : 0;
    }
  }
  return correct / pairs;
}

double F1At(const Rows& rows, double threshold) {
  double called = 0, correct = 0, positives = 0;
  for (size_t i = 0; i < rows.scores.size(); ++i) {
    positives += rows.labels[i];
    if (rows.scores[i] < threshold) continue;
    called += 1;
    correct += rows.labels[i];
  }
  return 2 * correct / (called + positives);
}

TEST(AveragePrecisionTest, FollowsAHandWorkedExample) {
  // Thresholds 0.9, 0.8, 0.7, 0.6: precision 1, 1/2, 2/3, 2/4; recall 1/2, 1/2, 1, 1.
  ASSERT_OK_AND_ASSIGN(const double ap, AveragePrecision({0.6f, 0.9f, 0.7f, 0.8f}, {0, 1, 1, 0}));
  EXPECT_DOUBLE_EQ(ap, 0.5 * 1 + 0.5 * 2 / 3);
}

TEST(AveragePrecisionTest, TiedRowsEnterTogether) {
  // One threshold: every row is called at once, whatever their order.
  ASSERT_OK_AND_ASSIGN(const double all_tied, AveragePrecision({1, 1, 1, 1}, {1, 0, 0, 0}));
  EXPECT_DOUBLE_EQ(all_tied, 0.25);
  ASSERT_OK_AND_ASSIGN(const double ap, AveragePrecision({2, 1, 1, 0}, {0, 1, 0, 1}));
  EXPECT_DOUBLE_EQ(ap, 0.5 / 3 + 0.5 / 2);
  // Negative and positive zero are one score.
  ASSERT_OK_AND_ASSIGN(const double zeros, AveragePrecision({0.0f, -0.0f}, {0, 1}));
  EXPECT_DOUBLE_EQ(zeros, 0.5);
}

TEST(AveragePrecisionTest, OnlyPositivesGiveOne) {
  ASSERT_OK_AND_ASSIGN(const double ap, AveragePrecision({3, 1}, {1, 1}));
  EXPECT_EQ(ap, 1);
}

TEST(AveragePrecisionTest, InfiniteScoresRank) {
  ASSERT_OK_AND_ASSIGN(const double ap, AveragePrecision({kInfinity, 0, -kInfinity}, {1, 0, 1}));
  EXPECT_DOUBLE_EQ(ap, 0.5 + 0.5 * 2 / 3);
}

TEST(RankingTest, AgreesWithScikitLearn) {
  ASSERT_OK_AND_ASSIGN(const double ap, AveragePrecision(kGoldenScores, kGoldenLabels));
  EXPECT_NEAR(ap, 0.662037037037037, 1e-14);
  ASSERT_OK_AND_ASSIGN(const double auc, RocAuc(kGoldenScores, kGoldenLabels));
  EXPECT_NEAR(auc, 0.821428571428572, 1e-14);
  ASSERT_OK_AND_ASSIGN(const BestThreshold best, BestF1(kGoldenScores, kGoldenLabels));
  EXPECT_NEAR(best.f1, 0.666666666666667, 1e-14);
}

TEST(RankingTest, AgreesWithTheDefinitionsOnRandomRows) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const Rows rows = RandomRows(seed);
    ASSERT_OK_AND_ASSIGN(const double ap, AveragePrecision(rows.scores, rows.labels));
    ASSERT_OK_AND_ASSIGN(const double auc, RocAuc(rows.scores, rows.labels));
    EXPECT_NEAR(ap, SlowAveragePrecision(rows), 1e-12) << "seed " << seed;
    EXPECT_NEAR(auc, SlowRocAuc(rows), 1e-12) << "seed " << seed;
  }
}

TEST(RankingTest, RowOrderAndMonotoneMapsChangeNothing) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Rows rows = RandomRows(seed);
    Rows moved;
    for (const int64_t i : RandomStream(seed, "order").Permutation(rows.scores.size())) {
      moved.scores.push_back(std::exp(rows.scores[i]) - 3);
      moved.labels.push_back(rows.labels[i]);
    }
    EXPECT_EQ(*AveragePrecision(rows.scores, rows.labels),
              *AveragePrecision(moved.scores, moved.labels));
    EXPECT_EQ(*RocAuc(rows.scores, rows.labels), *RocAuc(moved.scores, moved.labels));
    EXPECT_EQ(BestF1(rows.scores, rows.labels)->f1, BestF1(moved.scores, moved.labels)->f1);
  }
}

TEST(RocAucTest, NegatedScoresGiveTheComplement) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Rows rows = RandomRows(seed);
    std::vector<float> negated;
    for (const float score : rows.scores) negated.push_back(-score);
    EXPECT_NEAR(*RocAuc(negated, rows.labels), 1 - *RocAuc(rows.scores, rows.labels), 1e-12);
  }
}

TEST(RocAucTest, TiesCountHalf) {
  EXPECT_EQ(*RocAuc({1, 1}, {1, 0}), 0.5);
  EXPECT_EQ(*RocAuc({2, 1}, {1, 0}), 1);
  EXPECT_EQ(*RocAuc({1, 2}, {1, 0}), 0);
}

TEST(BestF1Test, NoOtherThresholdIsBetterAndTheThresholdReachesIt) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const Rows rows = RandomRows(seed);
    ASSERT_OK_AND_ASSIGN(const BestThreshold best, BestF1(rows.scores, rows.labels));
    EXPECT_DOUBLE_EQ(F1At(rows, best.threshold), best.f1) << "seed " << seed;
    float lowest_called = kInfinity;
    for (const float score : rows.scores) {
      if (score >= best.threshold) lowest_called = std::min(lowest_called, score);
    }
    for (const float score : rows.scores) {
      // Thresholds above are worse, the ones below no better.
      const double limit = score > lowest_called ? std::nextafter(best.f1, 0.0) : best.f1;
      EXPECT_LE(F1At(rows, score), limit) << "seed " << seed << ", score " << score;
    }
  }
}

TEST(BestF1Test, ThresholdLiesMidwayBetweenScores) {
  EXPECT_EQ(BestF1({4, 3, 1, 0}, {1, 1, 0, 0})->threshold, 2);
  // Below the last positive there is no score: the threshold is the score itself.
  EXPECT_EQ(BestF1({4, 3}, {1, 1})->threshold, 3);
}

TEST(BestF1Test, InfiniteNeighboursStillSeparate) {
  EXPECT_EQ(BestF1({kInfinity, -kInfinity}, {1, 0})->threshold, kInfinity);
  EXPECT_EQ(BestF1({1, -kInfinity}, {1, 0})->threshold, 1);
}

TEST(RankingTest, BadInputIsNamed) {
  const auto invalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(AveragePrecision({1, 2}, {1}), StatusIs(invalid, HasSubstr("2 scores for 1 labels")));
  EXPECT_THAT(AveragePrecision({1, kNaN}, {1, 0}), StatusIs(invalid, HasSubstr("row 1 is NaN")));
  EXPECT_THAT(AveragePrecision({1, 2}, {0, 0}), StatusIs(invalid, HasSubstr("none of the 2 rows")));
  EXPECT_THAT(AveragePrecision({}, {}), StatusIs(invalid, HasSubstr("none of the 0 rows")));
  EXPECT_THAT(AveragePrecision({1, 2}, {1, 2}),
              StatusIs(invalid, HasSubstr("label of row 1 is 2")));
  EXPECT_THAT(RocAuc({1, 2}, {0, 0}), StatusIs(invalid, HasSubstr("is positive")));
  EXPECT_THAT(RocAuc({1, 2}, {1, 1}), StatusIs(invalid, HasSubstr("is negative")));
  EXPECT_THAT(BestF1({1, kNaN}, {1, 0}), StatusIs(invalid, HasSubstr("NaN")));
}

}  // namespace
}  // namespace counterweight
