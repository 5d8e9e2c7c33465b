#include "src/learn/outer_problem.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "src/learn/ranking_loss.h"
#include "src/network/initial_parameters.h"
#include "src/tensor/operators.h"
#include "tests/learn/training_sets.h"
#include "tests/network/autograd_network.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

TEST(LookAheadDirectionTest, IsThePreconditionedDescentDirectionOfLengthOne) {
  RandomStream stream(1, "direction");
  at::Tensor gradient = RandomTensor({3, 10}, stream);
  const at::Tensor preconditioner = RandomTensor({3, 10}, stream).abs();
  gradient[2].zero_();
  const at::Tensor direction = LookAheadDirection(gradient, preconditioner);
  for (int64_t member = 0; member < 2; ++member) {
    EXPECT_NEAR(direction[member].norm().item<double>(), 1, 1e-12);
    EXPECT_LT((direction[member] * gradient[member]).sum().item<double>(), 0);
    const at::Tensor ratio = direction[member] / (gradient[member] * preconditioner[member]);
    EXPECT_NEAR((ratio / ratio[0]).sub(1).abs().max().item<double>(), 0, 1e-9);
  }
  EXPECT_EQ(direction[2].abs().max().item<double>(), 0);
}

class OuterProblemTest : public ::testing::TestWithParam<int> {};

// The mean outer loss of all members over their whole folds; folds are small enough to be the
// batch.
double MeanLoss(const TrainingProblem& problem, const NetworkShape& shape,
                const at::Tensor& parameters) {
  EncodedRows encoded;
  problem.encoder->EncodeMemberRows(problem.set->features, problem.validation_rows, encoded);
  ForwardPass pass;
  RunForward(shape, parameters, encoded, std::nullopt, pass);
  double sum = 0;
  for (int member = 0; member < problem.members; ++member) {
    std::vector<uint32_t> labels;
    for (const int64_t row : problem.validation_rows[member]) {
      labels.push_back(problem.set->labels[row]);
    }
    const at::Tensor outputs =
        pass.outputs[member].narrow(0, 0, static_cast<int64_t>(labels.size()));
    sum += ComputeRankingLoss(outputs, labels, problem.ranked_classes, 0.5)->value;
  }
  return sum / problem.members;
}

TEST_P(OuterProblemTest, AStepAlongTheDirectionLowersTheOuterLoss) {
  const TrainingSet set = GetParam() == 2 ? Moons(200, 20, 4, 2) : ThreeClouds({150, 30, 20}, 4, 2);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 12, problem.outputs}};
  const at::Tensor parameters =
      InitialParameters(shape, 4, at::kFloat, RandomStream(3, "parameters"));
  const TrainingState state = {0, parameters, parameters,
                               AdamW(shape, 4, at::kFloat, AdamWOptions())};
  OuterProblem outer(problem, shape, 0.5, 4);
  ASSERT_OK_AND_ASSIGN(const OuterDirection direction, outer.Direction(state));
  const double before = MeanLoss(problem, shape, parameters);
  ASSERT_TRUE(direction.loss.has_value());
  EXPECT_NEAR(*direction.loss, before, 1e-5);
  EXPECT_LT(MeanLoss(problem, shape, parameters + 0.05 * direction.direction), before - 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Classes, OuterProblemTest, ::testing::Values(2, 3));

TEST(OuterProblemTest, AFoldWithoutPositivesDoesNotCount) {
  TrainingSet set = Moons(60, 6, 3, 2);
  for (size_t row = 0; row < set.labels.size(); ++row) {
    if (set.labels[row] == 1 && set.folds[row] == 1) set.folds[row] = 0;
  }
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 5, 1}};
  const at::Tensor parameters =
      InitialParameters(shape, 3, at::kFloat, RandomStream(3, "parameters"));
  const TrainingState state = {0, parameters, parameters,
                               AdamW(shape, 3, at::kFloat, AdamWOptions())};
  OuterProblem outer(problem, shape, 0.5, 4);
  ASSERT_OK_AND_ASSIGN(const OuterDirection direction, outer.Direction(state));
  EXPECT_EQ(direction.counts, (std::vector<uint8_t>{1, 0, 1}));
  EXPECT_EQ(direction.direction[1].abs().max().item<float>(), 0);
  EXPECT_GT(direction.direction[0].abs().max().item<float>(), 0);
}

}  // namespace
}  // namespace counterweight
