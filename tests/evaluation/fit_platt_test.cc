#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"
#include "src/evaluation/calibration.h"
#include "tests/evaluation/golden_rows.h"

namespace counterweight {
namespace {

TEST(FitPlattTest, AgreesWithAGeneralOptimiser) {
  const ClassCalibration fit = FitPlatt(kGoldenScores, kGoldenLabels);
  EXPECT_NEAR(fit.slope, 0.769884652292714, 1e-7);
  EXPECT_NEAR(fit.intercept, -0.738269354089052, 1e-7);
}

TEST(FitPlattTest, FindsTheLineThatMadeTheLabels) {
  RandomStream stream(7, "rows");
  std::vector<float> scores;
  std::vector<uint8_t> labels;
  for (int i = 0; i < 200000; ++i) {
    const double score = 2 * stream.Normal();
    scores.push_back(static_cast<float>(score));
    labels.push_back(stream.Uniform() < 1 / (1 + std::exp(-(0.7 * score - 2))));
  }
  const ClassCalibration fit = FitPlatt(scores, labels);
  EXPECT_NEAR(fit.slope, 0.7, 0.03);
  EXPECT_NEAR(fit.intercept, -2, 0.05);
}

TEST(FitPlattTest, IsEquivariantUnderScalingOfTheScores) {
  const ClassCalibration fit = FitPlatt(kGoldenScores, kGoldenLabels);
  for (const float scale : {1e-6f, 1e-3f, 1e3f, 1e6f}) {
    std::vector<float> scaled;
    for (const float score : kGoldenScores) scaled.push_back(score * scale);
    const ClassCalibration again = FitPlatt(scaled, kGoldenLabels);
    EXPECT_NEAR(again.slope * scale, fit.slope, 1e-5) << scale;
    EXPECT_NEAR(again.intercept, fit.intercept, 1e-5) << scale;
  }
}

TEST(FitPlattTest, SeparableScoresStayFiniteAndBounded) {
  const ClassCalibration fit = FitPlatt({-2, -1, 1, 2}, {0, 0, 1, 1});
  EXPECT_TRUE(std::isfinite(fit.slope));
  // Smoothed targets: three quarters and one quarter.
  EXPECT_GT(fit.Probability(1), 0.6);
  EXPECT_LT(fit.Probability(1), 0.99);
  EXPECT_NEAR(fit.Probability(1) + fit.Probability(-1), 1, 1e-9);
}

TEST(FitPlattTest, OneClassOnlyGivesAConstantAtTheSmoothedRate) {
  const ClassCalibration negatives = FitPlatt({-1, 0, 1}, {0, 0, 0});
  EXPECT_EQ(negatives.slope, 0);
  EXPECT_DOUBLE_EQ(negatives.Probability(100), 1.0 / 5);
  const ClassCalibration positives = FitPlatt({-1, 0, 1}, {1, 1, 1});
  EXPECT_DOUBLE_EQ(positives.Probability(-100), 4.0 / 5);
  EXPECT_DOUBLE_EQ(FitPlatt({}, {}).Probability(3), 0.5);
}

TEST(FitPlattTest, ScoresThatRankBackwardsGetTheBaseRate) {
  const ClassCalibration fit = FitPlatt({2, 1, 0, -1}, {0, 0, 0, 1});
  EXPECT_EQ(fit.slope, 0);
  EXPECT_DOUBLE_EQ(fit.Probability(-1), 2.0 / 6);
}

TEST(FitPlattTest, ConstantOrNotFiniteScoresGetTheBaseRate) {
  EXPECT_DOUBLE_EQ(FitPlatt({3, 3, 3}, {0, 1, 0}).Probability(3), 2.0 / 5);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  EXPECT_DOUBLE_EQ(FitPlatt({3, kInfinity, 3}, {0, 1, 0}).Probability(3), 2.0 / 5);
  EXPECT_DOUBLE_EQ(FitPlatt({3, kNaN, 3}, {0, 1, 0}).Probability(3), 2.0 / 5);
}

TEST(FitPlattTest, TheMeanProbabilityIsTheMeanTarget) {
  // The derivative in the intercept is 0 at the minimum.
  for (uint64_t seed = 0; seed < 50; ++seed) {
    RandomStream stream(seed, "rows");
    std::vector<float> scores;
    std::vector<uint8_t> labels;
    double positives = 0;
    for (int i = 0; i < 100; ++i) {
      labels.push_back(i == 0 ? 1 : stream.Below(8) == 0);
      positives += labels.back();
      scores.push_back(static_cast<float>(30 * (stream.Normal() + 2 * labels.back())));
    }
    const ClassCalibration fit = FitPlatt(scores, labels);
    ASSERT_GT(fit.slope, 0) << "seed " << seed;
    double sum = 0;
    for (const float score : scores) sum += fit.Probability(score);
    const double negatives = 100 - positives;
    EXPECT_NEAR(sum, positives * (positives + 1) / (positives + 2) + negatives / (negatives + 2),
                1e-6)
        << "seed " << seed;
  }
}

}  // namespace
}  // namespace counterweight
