#include "src/learn/setting_selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "src/base/random_stream.h"
#include "src/learn/validation_scores.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

// Scores that rank class 1 first up to noise of the given size.
std::vector<float> NoisyOutputs(const TrainingSet& set, double noise, uint64_t seed) {
  RandomStream stream(seed, "outputs");
  std::vector<float> outputs;
  for (const uint32_t label : set.labels) {
    outputs.push_back(static_cast<float>(label + noise * stream.Normal()));
  }
  return outputs;
}

double ValueOf(const TrainingProblem& problem, const std::vector<float>& scores) {
  return **MeanFoldAveragePrecision(problem, scores);
}

TEST(SettingSelectionTest, OneSettingHasAllTheWeight) {
  const TrainingSet set = Moons(60, 12, 3, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  ASSERT_OK_AND_ASSIGN(const std::vector<double> weights,
                       SelectSettings(problem, {NoisyOutputs(set, 1, 1)}));
  EXPECT_THAT(weights, ElementsAre(1.0));
}

TEST(SettingSelectionTest, TheBetterSettingGetsTheWeightButNoneIsSilenced) {
  const TrainingSet set = Moons(300, 40, 4, 2);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  ASSERT_OK_AND_ASSIGN(
      const std::vector<double> weights,
      SelectSettings(problem, {NoisyOutputs(set, 20, 1), NoisyOutputs(set, 0.3, 2)}));
  // Starts at 1 each, 12 additions.
  EXPECT_DOUBLE_EQ(weights[0] + weights[1], 1.0);
  EXPECT_DOUBLE_EQ(weights[1], 13.0 / 14);
}

TEST(SettingSelectionTest, TheChosenMeanIsNotWorseThanTheEvenOne) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const TrainingSet set = Moons(200, 30, 5, seed);
    ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
    const std::vector<std::vector<float>> outputs = {NoisyOutputs(set, 0.5, seed),
                                                     NoisyOutputs(set, 1, seed + 100),
                                                     NoisyOutputs(set, 2, seed + 200)};
    ASSERT_OK_AND_ASSIGN(const std::vector<double> weights, SelectSettings(problem, outputs));
    EXPECT_GE(ValueOf(problem, CombinedScores(problem, outputs, weights)) + 1e-12,
              ValueOf(problem, CombinedScores(problem, outputs, {1, 1, 1})));
  }
}

TEST(SettingSelectionTest, EqualSettingsGiveTheFirstTheTies) {
  const TrainingSet set = Moons(60, 12, 3, 3);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const std::vector<float> outputs = NoisyOutputs(set, 1, 3);
  ASSERT_OK_AND_ASSIGN(const std::vector<double> weights,
                       SelectSettings(problem, {outputs, outputs}));
  EXPECT_DOUBLE_EQ(weights[0], 13.0 / 14);
}

TEST(SettingSelectionTest, SeveralClassesAreAveragedAsOutputsThenScored) {
  const TrainingSet set = ThreeClouds({20, 10, 10}, 2, 4);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  std::vector<float> a(set.labels.size() * 3, 0.0f), b(set.labels.size() * 3, 0.0f);
  for (size_t row = 0; row < set.labels.size(); ++row) a[row * 3 + 1] = 2;
  const std::vector<float> scores = CombinedScores(problem, {a, b}, {1, 3});
  // Outputs 0, 0.5, 0: log-odds of class 1 are 0.5 - log 2.
  EXPECT_NEAR(scores[1], 0.5 - std::log(2.0), 1e-6);
}

TEST(SettingSelectionTest, RowsThatNobodyScoresStayUnscored) {
  TrainingSet set = Moons(60, 12, 3, 5);
  set.networks = NetworksKind::kSingle;
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  std::vector<float> outputs = NoisyOutputs(set, 1, 5);
  for (size_t row = 0; row < outputs.size(); ++row) {
    if (set.folds[row] != 0) outputs[row] = std::numeric_limits<float>::quiet_NaN();
  }
  ASSERT_OK_AND_ASSIGN(const std::vector<double> weights,
                       SelectSettings(problem, {outputs, outputs}));
  EXPECT_THAT(weights, Each(::testing::Gt(0)));
  const std::vector<float> scores = CombinedScores(problem, {outputs, outputs}, weights);
  for (size_t row = 0; row < scores.size(); ++row) {
    EXPECT_EQ(std::isnan(scores[row]), set.folds[row] != 0);
  }
}

}  // namespace
}  // namespace counterweight
