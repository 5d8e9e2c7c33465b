#include "src/network/position_derivative.h"

#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>

#include "src/network/contribution_product.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

// silu''(z) = s (1 - s) (2 + z (1 - 2 s)), s = sigmoid(z).
at::Tensor SiluCurvature(const HiddenLayer& layer) {
  const at::Tensor& s = layer.sigmoid;
  return s * (1 - s) * (2 + layer.pre_activation * (1 - 2 * s));
}

}  // namespace

LayerTangents RunTangents(const NetworkShape& shape, const ForwardPass& pass,
                          const at::Tensor& direction) {
  const ParameterViews views = ViewParameters(shape, direction);
  LayerTangents tangents;
  tangents.push_back(at::baddbmm(views.layers[0].bias.unsqueeze(1), pass.encoded,
                                 InputWeightTangent(pass, views)));
  for (int64_t layer = 1; layer < shape.layers(); ++layer) {
    const HiddenLayer& below = pass.hidden[layer - 1];
    const at::Tensor activation_tangent = tangents.back() * below.slope;
    const at::Tensor moved = at::baddbmm(views.layers[layer].bias.unsqueeze(1), below.activation,
                                         views.layers[layer].weight);
    tangents.push_back(
        at::baddbmm(moved, activation_tangent, pass.parameters.layers[layer].weight));
  }
  return tangents;
}

at::Tensor PositionDerivative(const NetworkShape& shape, const ForwardPass& pass,
                              const LayerDeltas& deltas, const LayerTangents& tangents,
                              const at::Tensor& output_delta_tangent, const at::Tensor& direction) {
  const ParameterViews views = ViewParameters(shape, direction);
  at::Tensor delta_tangent = output_delta_tangent;
  for (int64_t layer = shape.layers() - 1; layer > 0; --layer) {
    const HiddenLayer& below = pass.hidden[layer - 1];
    const at::Tensor weight = pass.parameters.layers[layer].weight.transpose(1, 2);
    const at::Tensor weight_tangent = views.layers[layer].weight.transpose(1, 2);
    const at::Tensor gradient = at::bmm(deltas[layer], weight);
    const at::Tensor gradient_tangent =
        at::baddbmm(at::bmm(delta_tangent, weight), deltas[layer], weight_tangent);
    delta_tangent =
        gradient_tangent * below.slope + gradient * SiluCurvature(below) * tangents[layer - 1];
  }
  return at::baddbmm(at::bmm(delta_tangent, pass.input_weight.transpose(1, 2)), deltas[0],
                     InputWeightTangent(pass, views).transpose(1, 2));
}

}  // namespace counterweight
