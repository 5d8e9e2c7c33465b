#include "src/learn/validation_cross_entropy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/network/initial_parameters.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

double LogLoss(double score, bool positive) {
  return std::log1p(std::exp(positive ? -score : score));
}

TEST(ValidationCrossEntropyTest, EveryClassHasTheSameTotalWeight) {
  const TrainingSet set = Moons(10, 3, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const at::Tensor outputs = TensorFromValues<float>({0.5f, -1.f, 2.f, 0.3f}, {4, 1});
  const std::vector<int64_t> rows = {0, 1, 2, 11};  // three of the majority class, one rare
  const auto balanced =
      ValidationCrossEntropyLoss(problem, ValidationWeighting::kClasses, outputs, rows);
  const double majority = LogLoss(0.5, false) + LogLoss(-1, false) + LogLoss(2, false);
  EXPECT_NEAR(balanced->value, majority / 6 + LogLoss(0.3, true) / 2, 1e-6);
  const auto mean = ValidationCrossEntropyLoss(problem, ValidationWeighting::kRows, outputs, rows);
  EXPECT_NEAR(mean->value, (majority + LogLoss(0.3, true)) / 4, 1e-6);
  const double p = 1 / (1 + std::exp(-0.3));
  EXPECT_NEAR(balanced->gradient[3][0].item<float>(), (p - 1) / 2, 1e-6);
  EXPECT_NEAR(mean->gradient[3][0].item<float>(), (p - 1) / 4, 1e-6);
}

TEST(ValidationCrossEntropyTest, OfSeveralClassesOnlyThosePresentCount) {
  const TrainingSet set = ThreeClouds({6, 4, 4}, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const at::Tensor outputs =
      TensorFromValues<float>({0.f, 0.f, 0.f, 1.f, 0.f, 0.f, 0.f, 0.f, 2.f}, {3, 3});
  const auto loss = ValidationCrossEntropyLoss(problem, ValidationWeighting::kClasses, outputs,
                                               {0, 1, 12});  // of classes 0, 0, 2
  const double e = std::exp(1);
  const double of_class_0 = (std::log(3) + std::log(e + 2) - 1) / 2;
  EXPECT_NEAR(loss->value, of_class_0 / 2 + (std::log(2 + e * e) - 2) / 2, 1e-6);
}

TEST(ValidationCrossEntropyTest, RowsOfOneClassJudgeNobodyAndNoRowsNothing) {
  const TrainingSet set = Moons(10, 3, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const at::Tensor outputs = TensorFromValues<float>({0.5f, -1.f}, {2, 1});
  EXPECT_FALSE(ValidationCrossEntropyLoss(problem, ValidationWeighting::kClasses, outputs, {0, 1}));
  EXPECT_TRUE(ValidationCrossEntropyLoss(problem, ValidationWeighting::kRows, outputs, {0, 1}));
  EXPECT_FALSE(
      ValidationCrossEntropyLoss(problem, ValidationWeighting::kRows, outputs.narrow(0, 0, 0), {}));
}

TEST(ValidationCrossEntropyTest, AStepAgainstTheGradientLowersTheLossOfEveryMember) {
  const TrainingSet set = ThreeClouds({90, 20, 20}, 3, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 8, 3}};
  const at::Tensor parameters =
      InitialParameters(shape, 3, at::kFloat, RandomStream(1, "parameters"));
  for (const ValidationWeighting weighting :
       {ValidationWeighting::kRows, ValidationWeighting::kClasses}) {
    ValidationCrossEntropy outer(problem, shape, weighting, 5);
    ASSERT_OK_AND_ASSIGN(const OuterGradient before, outer.Gradient(parameters, 0));
    // Folds are smaller than the bounds, so that every step sees all their rows.
    ASSERT_OK_AND_ASSIGN(const OuterGradient after,
                         outer.Gradient(parameters - 1e-3 * before.gradient, 1));
    const double squares = (before.gradient * before.gradient).sum().item<double>();
    // The mean over members falls by 1e-3 |G|^2 / K to first order.
    EXPECT_NEAR((*before.loss - *after.loss) / (1e-3 * squares / 3), 1, 0.05);
  }
}

}  // namespace
}  // namespace counterweight
