#include "src/learn/validation_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "src/evaluation/ranking.h"
#include "src/network/initial_parameters.h"
#include "src/tensor/conversion.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Optional;

TEST(ValidationScorerTest, EveryRowIsScoredByTheMemberOfItsFold) {
  // More rows a fold than pass through the network at once, and folds of unequal size.
  const TrainingSet set = Moons(1400, 101, 2, 3);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 6, 1}};
  const at::Tensor parameters =
      InitialParameters(shape, 2, at::kFloat, RandomStream(1, "parameters"));
  const std::vector<float> scores = ValidationScorer(problem, shape).Score(parameters);

  EncodedRows encoded;
  std::vector<int64_t> all(set.features.rows);
  std::iota(all.begin(), all.end(), 0);
  problem.encoder->EncodeMemberRows(set.features, {all, all}, encoded);
  ForwardPass pass;
  RunForward(shape, parameters, encoded, std::nullopt, pass);
  for (int64_t row = 0; row < set.features.rows; ++row) {
    EXPECT_NEAR(scores[row], pass.outputs[set.folds[row]][row][0].item<float>(), 1e-5);
  }
}

TrainingSet EightRows(std::vector<uint32_t> labels, int class_count) {
  Matrix features{8, 1, {0, 1, 2, 3, 4, 5, 6, 7}};
  TrainingSet set = MakeTrainingSet(std::move(features), std::move(labels), class_count, 2);
  set.folds = {0, 0, 0, 0, 1, 1, 1, 1};
  return set;
}

TEST(MeanFoldAveragePrecisionTest, IsTheMeanOverFoldsNotOverPooledRows) {
  const TrainingSet set = EightRows({1, 0, 0, 0, 1, 0, 0, 0}, 2);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  // Fold 0 ranks its positive first, fold 1 second: (1 + 1/2) / 2.
  const std::vector<float> scores = {4, 3, 2, 1, 40, 50, 20, 10};
  ASSERT_OK_AND_ASSIGN(const std::optional<double> value,
                       MeanFoldAveragePrecision(problem, scores));
  EXPECT_THAT(value, Optional(0.75));
}

TEST(MeanFoldAveragePrecisionTest, FoldsAndClassesWithoutPositivesCountNowhere) {
  const TrainingSet binary = EightRows({1, 0, 0, 0, 0, 0, 0, 0}, 2);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem one_fold, MakeTrainingProblem(binary));
  ASSERT_OK_AND_ASSIGN(std::optional<double> value,
                       MeanFoldAveragePrecision(one_fold, std::vector<float>(8, 0.f)));
  EXPECT_THAT(value, Optional(0.25));  // all tied: the share of positives

  // Class 1 is only in fold 0 and ranked first there, class 2 only in fold 1 and ranked last.
  const TrainingSet several = EightRows({1, 0, 0, 0, 2, 0, 0, 0}, 3);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(several));
  std::vector<float> scores(24, 0.f);
  scores[0 * 3 + 1] = 1;
  scores[4 * 3 + 2] = -1;
  ASSERT_OK_AND_ASSIGN(value, MeanFoldAveragePrecision(problem, scores));
  EXPECT_THAT(value, Optional((1 + 0.25) / 2));
}

TEST(MeanFoldAveragePrecisionTest, NoFoldThatCanJudgeGivesNoValue) {
  TrainingSet set = EightRows({1, 1, 1, 1, 0, 0, 0, 0}, 2);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  ASSERT_OK_AND_ASSIGN(const std::optional<double> value,
                       MeanFoldAveragePrecision(problem, std::vector<float>(8, 0.f)));
  EXPECT_FALSE(value.has_value());
}

TEST(MeanFoldAveragePrecisionTest, ANotANumberIsAnError) {
  const TrainingSet set = EightRows({1, 0, 0, 0, 1, 0, 0, 0}, 2);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const std::vector<float> scores(8, std::numeric_limits<float>::quiet_NaN());
  EXPECT_FALSE(MeanFoldAveragePrecision(problem, scores).ok());
}

}  // namespace
}  // namespace counterweight
