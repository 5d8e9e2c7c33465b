#include "src/evaluation/decision_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"
#include "src/evaluation/confusion_matrix.h"
#include "src/evaluation/ranking.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

TEST(DecisionRuleTest, TwoClassesAreSplitAtTheThreshold) {
  const DecisionRule rule = {{0.7, 0.3}};
  EXPECT_EQ(rule.Label({0.75f, 0.25f}), 0);
  EXPECT_EQ(rule.Label({0.65f, 0.35f}), 1);
  EXPECT_EQ(rule.Label({1, 0}), 0);
  EXPECT_EQ(rule.Label({0, 1}), 1);
}

TEST(DecisionRuleTest, TiesGoToTheLowestClass) {
  const DecisionRule rule = {{1, 1, 1}};
  EXPECT_EQ(rule.Label({0.4f, 0.2f, 0.4f}), 0);
  EXPECT_EQ(rule.Label({0.2f, 0.4f, 0.4f}), 1);
}

TEST(DecisionRuleTest, ALowThresholdCallsARareClass) {
  const DecisionRule rule = {{1, 1, 0.1}};
  EXPECT_EQ(rule.Label({0.6f, 0.3f, 0.1f}), 2);
  EXPECT_EQ(rule.Label({0.6f, 0.36f, 0.04f}), 0);
}

// Rows of two classes; the probability of `positive_class` rises with a noisy score.
struct TwoClassRows {
  std::vector<float> probabilities, positive;
  std::vector<uint32_t> labels;
  std::vector<uint8_t> is_positive;
};

TwoClassRows RandomTwoClassRows(uint64_t seed, int positive_class) {
  RandomStream stream(seed, "rows");
  TwoClassRows rows;
  for (int i = 0; i < 80; ++i) {
    const bool positive = i < 2 || stream.Below(5) == 0;
    const float p =
        static_cast<float>(1 / (1 + std::exp(2 - (positive ? 2 : 0) - stream.Normal())));
    rows.probabilities.push_back(positive_class == 0 ? p : 1 - p);
    rows.probabilities.push_back(positive_class == 0 ? 1 - p : p);
    rows.positive.push_back(p);
    rows.labels.push_back(positive ? positive_class : 1 - positive_class);
    rows.is_positive.push_back(positive);
  }
  return rows;
}

TEST(FitDecisionRuleTest, TwoClassesReachTheBestF1OfThePositiveClass) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    for (const int positive_class : {0, 1}) {
      const TwoClassRows rows = RandomTwoClassRows(seed, positive_class);
      const DecisionRule rule = FitDecisionRule(rows.probabilities, rows.labels, 2, positive_class);
      EXPECT_DOUBLE_EQ(rule.thresholds[0] + rule.thresholds[1], 1);
      const ConfusionMatrix confusion(rule, rows.probabilities, rows.labels, 2);
      EXPECT_DOUBLE_EQ(confusion.F1(positive_class), BestF1(rows.positive, rows.is_positive)->f1)
          << "seed " << seed << ", positive class " << positive_class;
    }
  }
}

TEST(FitDecisionRuleTest, CallingEveryRowIsPossible) {
  // The one negative scores highest: the best F1 calls all.
  const std::vector<float> probabilities = {0.5f, 0.5f, 0.75f, 0.25f, 0.75f, 0.25f};
  const DecisionRule rule = FitDecisionRule(probabilities, {0, 1, 1}, 2, 1);
  EXPECT_EQ(rule.Label({0.75f, 0.25f}), 1);
}

TEST(FitDecisionRuleTest, SaturatedProbabilitiesKeepTheThresholdInside) {
  const DecisionRule all = FitDecisionRule({1, 0, 1, 0}, {1, 1}, 2, 1);
  const DecisionRule perfect = FitDecisionRule({0, 1, 0, 1}, {1, 1}, 2, 1);
  for (const DecisionRule& rule : {all, perfect}) {
    for (const double threshold : rule.thresholds) {
      EXPECT_GT(threshold, 0);
      EXPECT_LE(threshold, 1);
    }
  }
  EXPECT_EQ(perfect.Label({0, 1}), 1);
}

TEST(FitDecisionRuleTest, WithoutPositivesOrWithNaNTheThresholdIsHalf) {
  EXPECT_THAT(FitDecisionRule({0.5f, 0.5f}, {0}, 2, 1).thresholds, ElementsAre(0.5, 0.5));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(FitDecisionRule({nan, nan}, {1}, 2, 1).thresholds, ElementsAre(0.5, 0.5));
}

TEST(FitDecisionRuleTest, SeveralClassesAreNeverWorseThanArgmax) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    RandomStream stream(seed, "rows");
    std::vector<float> probabilities;
    std::vector<uint32_t> labels;
    for (int i = 0; i < 60; ++i) {
      const uint32_t label = stream.Below(10) < 7 ? 0 : 1 + stream.Below(2);
      double odds[3], sum = 0;
      for (int c = 0; c < 3; ++c) {
        odds[c] = std::exp(stream.Normal() + (c == 0 ? 2 : 0) + (c == static_cast<int>(label)));
        sum += odds[c];
      }
      for (const double odd : odds) probabilities.push_back(static_cast<float>(odd / sum));
      labels.push_back(label);
    }
    const DecisionRule rule = FitDecisionRule(probabilities, labels, 3, 0);
    const DecisionRule argmax = {{1, 1, 1}};
    EXPECT_GE(ConfusionMatrix(rule, probabilities, labels, 3).MacroF1(),
              ConfusionMatrix(argmax, probabilities, labels, 3).MacroF1());
  }
}

TEST(FitDecisionRuleTest, SeveralClassesFindARareOneThatArgmaxNeverCalls) {
  const std::vector<float> probabilities = {0.9f, 0.05f, 0.05f, 0.9f, 0.05f, 0.05f,
                                            0.7f, 0.05f, 0.25f, 0.1f, 0.85f, 0.05f};
  const std::vector<uint32_t> labels = {0, 0, 2, 1};
  const DecisionRule rule = FitDecisionRule(probabilities, labels, 3, 0);
  EXPECT_EQ(ConfusionMatrix(rule, probabilities, labels, 3).MacroF1(), 1);
}

TEST(FitDecisionRuleTest, SeveralClassesPreferArgmaxWhereItIsAsGood) {
  const std::vector<float> probabilities = {0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f};
  EXPECT_THAT(FitDecisionRule(probabilities, {0, 1, 2}, 3, 0).thresholds, Each(1.0));
}

}  // namespace
}  // namespace counterweight
