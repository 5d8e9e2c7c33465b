#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"
#include "src/evaluation/calibration.h"
#include "tests/evaluation/golden_rows.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

TEST(FitIsotonicTest, PoolsAdjacentViolators) {
  const ClassCalibration fit = FitIsotonic({1, 2, 3, 4}, {0, 1, 0, 1});
  EXPECT_THAT(fit.knot_scores, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(fit.knot_probabilities, ElementsAre(0, 0.5, 0.5, 1));
}

TEST(FitIsotonicTest, EqualScoresAreOneKnot) {
  const ClassCalibration fit = FitIsotonic({2, 1, 1, 1, 2}, {1, 0, 1, 0, 1});
  EXPECT_THAT(fit.knot_scores, ElementsAre(1, 2));
  EXPECT_THAT(fit.knot_probabilities, ElementsAre(1.0 / 3, 1));
}

TEST(FitIsotonicTest, AgreesWithScikitLearn) {
  const ClassCalibration fit = FitIsotonic(kGoldenScores, kGoldenLabels);
  const std::vector<double> expected = {1,   2.0 / 3, 2.0 / 3, 2.0 / 3, 0.4, 0.4, 0.4,
                                        0.4, 0.4,     0.2,     0.2,     0.2, 0.2, 0.2,
                                        0,   0,       0,       0,       0,   0};
  for (size_t i = 0; i < kGoldenScores.size(); ++i) {
    EXPECT_NEAR(fit.Probability(kGoldenScores[i]), expected[i], 1e-12) << "row " << i;
  }
}

TEST(FitIsotonicTest, BackwardsScoresGiveTheRate) {
  const ClassCalibration fit = FitIsotonic({1, 2, 3, 4}, {1, 0, 0, 0});
  EXPECT_EQ(fit.Probability(-10), 0.25);
  EXPECT_EQ(fit.Probability(2.5), 0.25);
  EXPECT_EQ(fit.Probability(10), 0.25);
}

TEST(FitIsotonicTest, NoRowsGiveTheScoresOwnLogistic) {
  EXPECT_EQ(FitIsotonic({}, {}).Probability(0), 0.5);
}

TEST(FitIsotonicTest, RowsWithoutAFiniteScoreAreLeftOut) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const ClassCalibration fit = FitIsotonic({kNaN, 1, kInfinity, 2}, {1, 0, 0, 1});
  EXPECT_THAT(fit.knot_scores, ElementsAre(1, 2));
  EXPECT_THAT(fit.knot_probabilities, ElementsAre(0, 1));
}

TEST(FitIsotonicTest, RisesKeepsTheMeanAndIsValid) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream stream(seed, "rows");
    std::vector<float> scores;
    std::vector<uint8_t> labels;
    double positives = 0;
    for (int i = 0; i < 100; ++i) {
      scores.push_back(static_cast<float>(stream.Below(30)));
      labels.push_back(stream.Uniform() < scores.back() / 30);
      positives += labels.back();
    }
    const ClassCalibration fit = FitIsotonic(scores, labels);
    EXPECT_THAT((Calibration{{fit}}).Validate(), IsOk());
    double sum = 0, previous = 0;
    for (const float score : scores) sum += fit.Probability(score);
    EXPECT_NEAR(sum, positives, 1e-9) << "seed " << seed;
    for (double score = -1; score < 31; score += 0.25) {
      EXPECT_GE(fit.Probability(score), previous) << "seed " << seed;
      previous = fit.Probability(score);
    }
  }
}

}  // namespace
}  // namespace counterweight
