#include "tests/network/autograd_network.h"

#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/silu.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

#include "src/network/initial_parameters.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

at::Tensor OneHot(const at::Tensor& targets, int64_t outputs) {
  if (outputs == 1) return targets.unsqueeze(2).to(at::kDouble);
  return at::one_hot(targets, outputs).to(at::kDouble);
}

at::Tensor Probabilities(const at::Tensor& outputs) {
  return outputs.size(2) == 1 ? outputs.sigmoid() : outputs.softmax(2);
}

}  // namespace

at::Tensor RandomTensor(at::IntArrayRef sizes, RandomStream& stream) {
  at::Tensor tensor = at::empty(sizes, at::kDouble);
  double* values = tensor.data_ptr<double>();
  for (int64_t i = 0; i < tensor.numel(); ++i) values[i] = stream.Normal();
  return tensor;
}

RandomNetwork::RandomNetwork(const NetworkShape& network_shape, int64_t members, int64_t rows,
                             uint64_t seed)
    : shape(network_shape) {
  RandomStream stream(seed, "random network");
  parameters = InitialParameters(shape, members, at::kDouble, stream);
  parameters += 0.1 * RandomTensor(parameters.sizes(), stream);
  encoded = RandomTensor({members, rows, shape.input_width()}, stream);
  targets = at::empty({members, rows}, at::kLong);
  const uint64_t classes = std::max<int64_t>(2, shape.outputs());
  for (int64_t i = 0; i < targets.numel(); ++i) {
    targets.data_ptr<int64_t>()[i] = static_cast<int64_t>(stream.Below(classes));
  }
}

std::vector<NetworkShape> CheckedShapes() {
  return {{{11, 8, 6, 1}}, {{11, 8, 6, 4}}, {{5, 7, 1}}, {{5, 3}}, {{6, 5, 4, 3, 3}}};
}

at::Tensor AutogradOutputs(const NetworkShape& shape, const at::Tensor& parameters,
                           const at::Tensor& encoded) {
  const ParameterViews views = ViewParameters(shape, parameters);
  at::Tensor activation = encoded * views.scales.unsqueeze(1);
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    const LayerParameters& own = views.layers[layer];
    const at::Tensor z = at::bmm(activation, own.weight) + own.bias.unsqueeze(1);
    activation = layer + 1 == shape.layers() ? z : at::silu(z);
  }
  return activation;
}

at::Tensor AutogradCrossEntropy(const at::Tensor& outputs, const at::Tensor& targets) {
  const at::Tensor one_hot = OneHot(targets, outputs.size(2));
  if (outputs.size(2) == 1) {
    return at::binary_cross_entropy_with_logits(outputs, one_hot, {}, {}, 0 /* no reduction */)
        .squeeze(2);
  }
  return -(outputs.log_softmax(2) * one_hot).sum(2);
}

at::Tensor CrossEntropyOutputGradient(const at::Tensor& outputs, const at::Tensor& targets) {
  return Probabilities(outputs) - OneHot(targets, outputs.size(2));
}

at::Tensor CrossEntropyCurvature(const at::Tensor& outputs, const at::Tensor& tangent) {
  const at::Tensor p = Probabilities(outputs);
  if (outputs.size(2) == 1) return p * (1 - p) * tangent;
  return p * (tangent - (p * tangent).sum(2, /*keepdim=*/true));
}

at::Tensor AutogradGradient(const at::Tensor& scalar, const at::Tensor& input, bool create_graph) {
  return torch::autograd::grad({scalar}, {input}, {}, /*retain_graph=*/true, create_graph)[0];
}

double LargestDifference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace counterweight
