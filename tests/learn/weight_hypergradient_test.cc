// The closed form against autograd, twice through the look-ahead step.
#include "src/learn/weight_hypergradient.h"

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "src/network/initial_parameters.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "tests/learn/training_sets.h"
#include "tests/network/autograd_network.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

constexpr int64_t kBatch = 6;

at::Tensor TargetsOf(const TrainingProblem& problem, const std::vector<int64_t>& rows) {
  std::vector<int64_t> targets;
  for (const int64_t row : rows) targets.push_back(problem.targets[row]);
  return TensorFromValues<int64_t>(targets, {1, static_cast<int64_t>(rows.size())});
}

// Every class present counts the same.
at::Tensor BalancedShares(const TrainingSet& set, const std::vector<int64_t>& rows) {
  std::vector<double> counts(set.class_count, 0);
  for (const int64_t row : rows) ++counts[set.labels[row]];
  std::vector<double> shares;
  for (const int64_t row : rows) shares.push_back(1 / (set.class_count * counts[set.labels[row]]));
  return TensorFromValues<double>(shares, {1, static_cast<int64_t>(rows.size())});
}

class WeightHypergradientTest : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Classes, WeightHypergradientTest, ::testing::Values(2, 3));

TEST_P(WeightHypergradientTest, IsTheDerivativeOfTheValidationLossOneStepAhead) {
  const TrainingSet set = GetParam() == 2 ? Moons(50, 12, 2, 3) : ThreeClouds({40, 12, 12}, 2, 3);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 7, 5, problem.outputs}};
  const at::Tensor parameters =
      InitialParameters(shape, 2, at::kFloat, RandomStream(1, "parameters"));
  const TrainingState state = {0, parameters, parameters,
                               AdamW(shape, 2, at::kFloat, AdamWOptions())};
  RandomStream stream(9, "test");
  const at::Tensor step_sizes = (RandomTensor(parameters.sizes(), stream).abs() * 0.2);
  RealBatch batch;
  std::vector<float> weights;
  for (const std::vector<int64_t>& own : problem.training_rows) {
    std::vector<int64_t>& rows = batch.rows.emplace_back();
    for (int64_t i = 0; i < kBatch; ++i) {
      rows.push_back(own[stream.Below(own.size())]);
      weights.push_back(static_cast<float>(2 * stream.Uniform()));
    }
  }
  problem.encoder->EncodeMemberRows(set.features, batch.rows, batch.encoded);
  batch.targets = GatherMemberValues(problem.targets, batch.rows);

  WeightHypergradient hypergradient(problem, shape, 4);
  ASSERT_OK_AND_ASSIGN(const WeightGradient gradient,
                       hypergradient.Compute(state, batch, weights, step_sizes.to(at::kFloat)));
  EXPECT_EQ(gradient.counts, (std::vector<uint8_t>{1, 1}));

  for (int64_t member = 0; member < 2; ++member) {
    const at::Tensor theta = parameters.narrow(0, member, 1).to(at::kDouble).requires_grad_(true);
    const at::Tensor w =
        TensorFromValues<float>(absl::MakeConstSpan(weights).subspan(member * kBatch, kBatch),
                                {1, kBatch})
            .to(at::kDouble)
            .requires_grad_(true);
    const at::Tensor inner =
        (w *
         AutogradCrossEntropy(
             AutogradOutputs(
                 shape, theta,
                 DenseMemberRows(set.encoding, set.features, {batch.rows[member]}).to(at::kDouble)),
             TargetsOf(problem, batch.rows[member])))
            .sum() /
        kBatch;
    const at::Tensor ahead =
        theta - step_sizes.narrow(0, member, 1) * AutogradGradient(inner, theta, true);
    // Folds are small enough to be the validation batch.
    const std::vector<int64_t>& validation = problem.validation_rows[member];
    const at::Tensor encoded = DenseMemberRows(set.encoding, set.features, {validation});
    const at::Tensor outer =
        (BalancedShares(set, validation) *
         AutogradCrossEntropy(AutogradOutputs(shape, ahead, encoded.to(at::kDouble)),
                              TargetsOf(problem, validation)))
            .sum();
    const at::Tensor expected = AutogradGradient(outer, w, false).squeeze(0);
    const double scale = expected.abs().max().item<double>();
    for (int64_t i = 0; i < kBatch; ++i) {
      EXPECT_NEAR(gradient.values[member * kBatch + i] / scale, expected[i].item<double>() / scale,
                  1e-4);
    }
  }
}

TEST(WeightHypergradientTest, AMemberWithoutAJudgeHasNoGradient) {
  TrainingSet set = Moons(30, 6, 2, 3);
  for (size_t row = 0; row < set.labels.size(); ++row) {
    if (set.labels[row] == 1) set.folds[row] = 0;
  }
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 7, 1}};
  const at::Tensor parameters =
      InitialParameters(shape, 2, at::kFloat, RandomStream(1, "parameters"));
  const TrainingState state = {0, parameters, parameters,
                               AdamW(shape, 2, at::kFloat, AdamWOptions())};
  RealBatch batch;
  batch.rows = {{1, 3}, {0, 35}};
  problem.encoder->EncodeMemberRows(set.features, batch.rows, batch.encoded);
  batch.targets = GatherMemberValues(problem.targets, batch.rows);
  WeightHypergradient hypergradient(problem, shape, 4);
  ASSERT_OK_AND_ASSIGN(const WeightGradient gradient,
                       hypergradient.Compute(state, batch, {1.f, 1.f, 1.f, 1.f}, at::ones({1})));
  EXPECT_EQ(gradient.counts, (std::vector<uint8_t>{1, 0}));
  EXPECT_TRUE(gradient.AnyCounts());
  EXPECT_NE(gradient.values[0], 0);
  EXPECT_EQ(gradient.values[2], 0);
  EXPECT_EQ(gradient.values[3], 0);
}

}  // namespace
}  // namespace counterweight
