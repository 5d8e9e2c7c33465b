#include "src/learn/weighted_rows.h"

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "src/network/initial_parameters.h"
#include "src/tensor/operators.h"
#include "tests/learn/training_sets.h"
#include "tests/network/autograd_network.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

TEST(WeightedRowsTest, AddsTheWeightedLossAndItsGradientWhateverEachMembersCount) {
  const TrainingSet set = ThreeClouds({20, 8, 6}, 2, 1);
  const NetworkShape shape = {{set.encoding.width(), 7, 3}};
  const at::Tensor parameters =
      InitialParameters(shape, 2, at::kFloat, RandomStream(1, "parameters"));
  const MemberRows rows = {{3, 25, 31}, {22}};
  const auto coefficient = [](int member, int64_t row) {
    return 0.1 * (member + 1) + 0.01 * static_cast<double>(row);
  };
  const at::Tensor gradient = at::ones({2, shape.parameter_count()});
  std::vector<double> losses = {1, 2};
  ASSERT_OK_AND_ASSIGN(const RowEncoder encoder, RowEncoder::Create(set.encoding));
  WeightedRows weighted(encoder, shape);
  weighted.AddGradient(parameters, set.features, set.labels, rows, coefficient, std::nullopt,
                       gradient, absl::MakeSpan(losses));

  for (int member = 0; member < 2; ++member) {
    const at::Tensor leaf = parameters.narrow(0, member, 1).to(at::kDouble).requires_grad_(true);
    const at::Tensor encoded = DenseMemberRows(set.encoding, set.features, {rows[member]});
    const int64_t count = static_cast<int64_t>(rows[member].size());
    at::Tensor targets = at::zeros({1, count}, at::kLong);
    at::Tensor factors = at::zeros({1, count}, at::kDouble);
    for (int64_t i = 0; i < count; ++i) {
      targets[0][i] = static_cast<int64_t>(set.labels[rows[member][i]]);
      factors[0][i] = coefficient(member, rows[member][i]);
    }
    const at::Tensor loss =
        (factors *
         AutogradCrossEntropy(AutogradOutputs(shape, leaf, encoded.to(at::kDouble)), targets))
            .sum();
    EXPECT_NEAR(losses[member], member + 1 + loss.item<double>(), 1e-5);
    const at::Tensor expected = AutogradGradient(loss, leaf, false).squeeze(0) + 1;
    EXPECT_LT(LargestDifference(gradient[member].to(at::kDouble), expected), 1e-5);
  }
}

}  // namespace
}  // namespace counterweight
