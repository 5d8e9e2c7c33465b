#include "src/network/parameter_gradient.h"

#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

at::Tensor GradientByHand(const RandomNetwork& network, std::optional<Dropout> dropout) {
  ForwardPass pass;
  LayerDeltas deltas;
  RunForward(network.shape, network.parameters, network.rows, std::move(dropout), pass);
  RunBackward(network.shape, pass, CrossEntropyOutputGradient(pass.outputs, network.targets),
              deltas);
  at::Tensor gradient = at::zeros_like(network.parameters);
  AddParameterGradient(network.shape, pass, deltas, gradient);
  return gradient;
}

TEST(ParameterGradientTest, EqualsAutograd) {
  for (const NetworkShape& shape : CheckedShapes()) {
    for (const int64_t rows : {1, 7, 130}) {
      const RandomNetwork network(shape, 3, rows, rows);
      const at::Tensor theta = network.parameters.clone().requires_grad_();
      const at::Tensor loss =
          AutogradCrossEntropy(AutogradOutputs(shape, theta, network.encoded), network.targets);
      const at::Tensor expected = AutogradGradient(loss.sum(), theta, false);
      EXPECT_LT(LargestDifference(GradientByHand(network, std::nullopt), expected), 1e-12);
    }
  }
}

TEST(ParameterGradientTest, AddsToWhatIsThere) {
  const RandomNetwork network({{5, 4, 2}}, 2, 6, 1);
  ForwardPass pass;
  LayerDeltas deltas;
  RunForward(network.shape, network.parameters, network.rows, std::nullopt, pass);
  RunBackward(network.shape, pass, CrossEntropyOutputGradient(pass.outputs, network.targets),
              deltas);
  at::Tensor twice = at::zeros_like(network.parameters);
  AddParameterGradient(network.shape, pass, deltas, twice);
  AddParameterGradient(network.shape, pass, deltas, twice);
  EXPECT_LT(LargestDifference(twice, 2 * GradientByHand(network, std::nullopt)), 1e-12);
}

// With the mask held fixed the loss is smooth, so central differences see the dropped-out gradient.
TEST(ParameterGradientTest, SeesTheDropoutMask) {
  RandomNetwork network({{5, 6, 4, 1}}, 2, 6, 3);
  const Dropout dropout{0.4, RandomStream(1, "dropout")};
  const at::Tensor gradient = GradientByHand(network, dropout);
  const auto loss = [&](int64_t member) {
    ForwardPass pass;
    RunForward(network.shape, network.parameters, network.rows, dropout, pass);
    return AutogradCrossEntropy(pass.outputs, network.targets)[member].sum().item<double>();
  };
  const double step = 1e-6;
  for (int64_t member = 0; member < 2; ++member) {
    for (int64_t i = 0; i < network.shape.parameter_count(); ++i) {
      double& parameter = network.parameters[member].data_ptr<double>()[i];
      const double start = parameter;
      parameter = start + step;
      const double above = loss(member);
      parameter = start - step;
      const double below = loss(member);
      parameter = start;
      EXPECT_NEAR((above - below) / (2 * step), gradient[member][i].item<double>(), 1e-8);
    }
  }
}

}  // namespace
}  // namespace counterweight
