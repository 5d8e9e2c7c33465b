#include "src/network/contribution_product.h"

#include <ATen/ops/empty.h>
#include <gtest/gtest.h>

#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

TEST(ContributionProductTest, EqualsTheProductWithEachRowsAutogradGradient) {
  for (const NetworkShape& shape : CheckedShapes()) {
    const RandomNetwork network(shape, 3, 7, 11);
    RandomStream stream(12, "direction");
    const at::Tensor direction = RandomTensor(network.parameters.sizes(), stream);
    ForwardPass pass;
    LayerDeltas deltas;
    RunForward(shape, network.parameters, network.rows, std::nullopt, pass);
    RunBackward(network.shape, pass, CrossEntropyOutputGradient(pass.outputs, network.targets),
                deltas);
    const at::Tensor product = ContributionProduct(shape, pass, deltas, direction);

    const at::Tensor theta = network.parameters.clone().requires_grad_();
    const at::Tensor loss =
        AutogradCrossEntropy(AutogradOutputs(shape, theta, network.encoded), network.targets);
    for (int64_t member = 0; member < 3; ++member) {
      for (int64_t row = 0; row < 7; ++row) {
        const at::Tensor gradient = AutogradGradient(loss[member][row], theta, false);
        const double expected = (gradient * direction).sum().item<double>();
        EXPECT_NEAR(product[member][row].item<double>(), expected, 1e-12);
      }
    }
  }
}

TEST(ContributionProductTest, IsTheRateOfTheLossAlongTheDirection) {
  const RandomNetwork network({{11, 8, 6, 4}}, 2, 9, 13);
  RandomStream stream(14, "direction");
  const at::Tensor direction = RandomTensor(network.parameters.sizes(), stream);
  ForwardPass pass;
  LayerDeltas deltas;
  RunForward(network.shape, network.parameters, network.rows, std::nullopt, pass);
  RunBackward(network.shape, pass, CrossEntropyOutputGradient(pass.outputs, network.targets),
              deltas);
  const at::Tensor product = ContributionProduct(network.shape, pass, deltas, direction);
  const auto loss_at = [&](double step) {
    const at::Tensor moved = network.parameters + step * direction;
    return AutogradCrossEntropy(AutogradOutputs(network.shape, moved, network.encoded),
                                network.targets);
  };
  const at::Tensor rate = (loss_at(1e-6) - loss_at(-1e-6)) / 2e-6;
  EXPECT_LT(LargestDifference(product, rate), 1e-6);
}

TEST(ContributionProductTest, PermutingRowsAndMembersPermutesTheResult) {
  const RandomNetwork network({{11, 8, 6, 1}}, 3, 7, 15);
  RandomStream stream(16, "direction");
  const at::Tensor direction = RandomTensor(network.parameters.sizes(), stream);
  const at::Tensor x = RandomTensor({3, 7, network.layout.columns()}, stream);
  const auto product = [&](const at::Tensor& members, const at::Tensor& rows) {
    ForwardPass pass;
    LayerDeltas deltas;
    const EncodedRows encoded =
        EncodeColumns(network.layout, x.index_select(0, members).index_select(1, rows));
    RunForward(network.shape, network.parameters.index_select(0, members), encoded, std::nullopt,
               pass);
    const at::Tensor targets = network.targets.index_select(0, members).index_select(1, rows);
    RunBackward(network.shape, pass, CrossEntropyOutputGradient(pass.outputs, targets), deltas);
    return ContributionProduct(network.shape, pass, deltas, direction.index_select(0, members));
  };
  const auto indices = [](std::vector<int64_t> order) {
    at::Tensor tensor = at::empty({static_cast<int64_t>(order.size())}, at::kLong);
    std::copy(order.begin(), order.end(), tensor.data_ptr<int64_t>());
    return tensor;
  };
  const at::Tensor members = indices({2, 0, 1});
  const at::Tensor rows = indices({6, 2, 4, 0, 1, 5, 3});
  const at::Tensor in_order = product(indices({0, 1, 2}), indices({0, 1, 2, 3, 4, 5, 6}));
  EXPECT_LT(LargestDifference(product(members, rows),
                              in_order.index_select(0, members).index_select(1, rows)),
            1e-12);
}

}  // namespace
}  // namespace counterweight
