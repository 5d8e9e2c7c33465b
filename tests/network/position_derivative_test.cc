#include "src/network/position_derivative.h"

#include <gtest/gtest.h>

#include "src/network/contribution_product.h"
#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

class PositionDerivativeTest : public ::testing::TestWithParam<NetworkShape> {
 protected:
  PositionDerivativeTest() : network_(GetParam(), 3, 7, 21) {
    RandomStream stream(22, "direction");
    direction_ = RandomTensor(network_.parameters.sizes(), stream);
    RunForward(network_.shape, network_.parameters, network_.rows, std::nullopt, pass_);
    RunBackward(network_.shape, pass_, CrossEntropyOutputGradient(pass_.outputs, network_.targets),
                deltas_);
    tangents_ = RunTangents(network_.shape, pass_, direction_);
  }

  RandomNetwork network_;
  at::Tensor direction_;
  ForwardPass pass_;
  LayerDeltas deltas_;
  LayerTangents tangents_;
};

TEST_P(PositionDerivativeTest, OutputDeltasTimesOutputTangentsAreTheContributionProduct) {
  const at::Tensor product = ContributionProduct(network_.shape, pass_, deltas_, direction_);
  EXPECT_LT(LargestDifference((deltas_.back() * tangents_.back()).sum(2), product), 1e-12);
}

TEST_P(PositionDerivativeTest, EqualsDoubleBackward) {
  const at::Tensor derivative =
      PositionDerivative(network_.shape, pass_, deltas_, tangents_,
                         CrossEntropyCurvature(pass_.outputs, tangents_.back()), direction_);

  const at::Tensor theta = network_.parameters.clone().requires_grad_();
  const at::Tensor encoded = network_.encoded.clone().requires_grad_();
  const at::Tensor loss =
      AutogradCrossEntropy(AutogradOutputs(network_.shape, theta, encoded), network_.targets);
  const at::Tensor gradient = AutogradGradient(loss.sum(), theta, true);
  const at::Tensor expected = AutogradGradient((gradient * direction_).sum(), encoded, false);
  EXPECT_LT(LargestDifference(derivative, ColumnDerivative(network_.rows, expected)), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Shapes, PositionDerivativeTest, ::testing::ValuesIn(CheckedShapes()));

}  // namespace
}  // namespace counterweight
