#include "src/pipeline/out_of_fold_decision.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

// Labels drawn with probability sigmoid(score): scores that are log-odds already.
void DrawCalibrated(int rows, std::vector<float>& scores, std::vector<uint32_t>& labels) {
  RandomStream stream(5, "calibrated");
  for (int i = 0; i < rows; ++i) {
    const double score = 2 * stream.Normal() - 2;
    scores.push_back(static_cast<float>(score));
    labels.push_back(stream.Uniform() < 1 / (1 + std::exp(-score)) ? 1 : 0);
  }
}

TEST(OutOfFoldDecisionTest, CalibratedScoresStayAsTheyAre) {
  std::vector<float> scores;
  std::vector<uint32_t> labels;
  DrawCalibrated(20000, scores, labels);
  const OutOfFoldDecision decision =
      FitOutOfFoldDecision(scores, labels, 2, 1, CalibrationKind::kPlatt);
  ASSERT_EQ(decision.calibration.classes.size(), 1u);
  EXPECT_NEAR(decision.calibration.classes[0].slope, 1, 0.08);
  EXPECT_NEAR(decision.calibration.classes[0].intercept, 0, 0.12);
}

TEST(OutOfFoldDecisionTest, TheFirstClassCanBeThePositiveOne) {
  std::vector<float> scores;
  std::vector<uint32_t> labels;
  DrawCalibrated(2000, scores, labels);
  std::vector<uint32_t> swapped;
  for (const uint32_t label : labels) swapped.push_back(1 - label);
  const OutOfFoldDecision one = FitOutOfFoldDecision(scores, labels, 2, 1, CalibrationKind::kPlatt);
  const OutOfFoldDecision zero =
      FitOutOfFoldDecision(scores, swapped, 2, 0, CalibrationKind::kPlatt);
  for (size_t r = 0; r < labels.size(); ++r) {
    EXPECT_EQ(one.probabilities[2 * r + 1], zero.probabilities[2 * r]);
  }
  EXPECT_DOUBLE_EQ(one.rule.thresholds[1], zero.rule.thresholds[0]);
}

TEST(OutOfFoldDecisionTest, AutomaticIsIsotonicOnlyWithManyPositives) {
  std::vector<float> scores;
  std::vector<uint32_t> labels;
  DrawCalibrated(20000, scores, labels);
  const auto many = FitOutOfFoldDecision(scores, labels, 2, 1, CalibrationKind::kAutomatic);
  EXPECT_FALSE(many.calibration.classes[0].knot_scores.empty());
  scores.resize(2000);
  labels.resize(2000);
  const auto few = FitOutOfFoldDecision(scores, labels, 2, 1, CalibrationKind::kAutomatic);
  EXPECT_TRUE(few.calibration.classes[0].knot_scores.empty());
}

TEST(OutOfFoldDecisionTest, SeveralClassesHaveOneCalibrationEach) {
  std::vector<float> scores;
  std::vector<uint32_t> labels;
  RandomStream stream(6, "classes");
  for (int i = 0; i < 600; ++i) {
    const uint32_t label = i % 3;
    labels.push_back(label);
    for (uint32_t c = 0; c < 3; ++c) {
      scores.push_back(static_cast<float>((c == label ? 2 : -2) + stream.Normal()));
    }
  }
  const auto decision = FitOutOfFoldDecision(scores, labels, 3, 2, CalibrationKind::kPlatt);
  EXPECT_EQ(decision.calibration.classes.size(), 3u);
  int right = 0;
  for (size_t r = 0; r < labels.size(); ++r) {
    const auto row = absl::MakeConstSpan(decision.probabilities).subspan(3 * r, 3);
    EXPECT_NEAR(row[0] + row[1] + row[2], 1, 1e-5);
    right += decision.rule.Label(row) == static_cast<int>(labels[r]);
  }
  EXPECT_GT(right, 540);
}

}  // namespace
}  // namespace counterweight
