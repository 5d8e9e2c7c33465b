#include "src/network/position_derivative.h"

#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include "src/network/contribution_product.h"
#include "src/network/input_layer.h"
#include "src/tensor/floating_dispatch.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

at::Tensor Curvature(const HiddenLayer& layer) {
  const at::Tensor& z = layer.pre_activation;
  at::Tensor curvature = at::empty_like(z);
  DispatchFloating(z, [&](auto zero) {
    using T = decltype(zero);
    SiluCurvature<T>(z.data_ptr<T>(), z.numel(), curvature.data_ptr<T>());
  });
  return curvature;
}

}  // namespace

LayerTangents RunTangents(const NetworkShape& shape, ForwardPass& pass,
                          const at::Tensor& direction) {
  const ParameterViews parameters = ViewParameters(shape, pass.parameters);
  LayerTangents tangents(shape.layers());
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    LayerTangent(shape, pass, layer, direction, tangents[layer]);
    if (layer == 0) continue;
    tangents[layer].baddbmm_(tangents[layer - 1] * pass.hidden[layer - 1].slope,
                             parameters.layers[layer].weight);
  }
  return tangents;
}

at::Tensor PositionDerivative(const NetworkShape& shape, ForwardPass& pass,
                              const LayerDeltas& deltas, const LayerTangents& tangents,
                              const at::Tensor& output_delta_tangent, const at::Tensor& direction) {
  const ParameterViews parameters = ViewParameters(shape, pass.parameters);
  const ParameterViews views = ViewParameters(shape, direction);
  at::Tensor delta_tangent = output_delta_tangent;
  for (int64_t layer = shape.layers() - 1; layer > 0; --layer) {
    const HiddenLayer& below = pass.hidden[layer - 1];
    const at::Tensor weight = parameters.layers[layer].weight.transpose(1, 2);
    const at::Tensor weight_tangent = views.layers[layer].weight.transpose(1, 2);
    const at::Tensor gradient = at::bmm(deltas[layer], weight);
    const at::Tensor gradient_tangent =
        at::baddbmm(at::bmm(delta_tangent, weight), deltas[layer], weight_tangent);
    delta_tangent =
        gradient_tangent * below.slope + gradient * Curvature(below) * tangents[layer - 1];
  }
  at::Tensor derivative = at::zeros(
      {pass.rows->members, pass.rows->count, pass.rows->layout->columns()}, pass.outputs.options());
  AddColumnDerivative(*pass.rows, pass.input_table, delta_tangent.contiguous(), derivative);
  FillInputTable(*pass.rows->layout, shape,
                 {{pass.parameters, direction}, {direction, pass.parameters}}, pass.table_buffer);
  AddColumnDerivative(*pass.rows, pass.table_buffer, deltas[0], derivative);
  return derivative;
}

}  // namespace counterweight
