#include "src/network/contribution_product.h"

#include <ATen/ops/baddbmm.h>

#include "src/tensor/operators.h"

namespace counterweight {

at::Tensor InputWeightTangent(const ForwardPass& pass, const ParameterViews& direction) {
  return pass.parameters.scales.unsqueeze(2) * direction.layers[0].weight +
         direction.scales.unsqueeze(2) * pass.parameters.layers[0].weight;
}

at::Tensor ContributionProduct(const NetworkShape& shape, const ForwardPass& pass,
                               const LayerDeltas& deltas, const at::Tensor& direction) {
  const ParameterViews views = ViewParameters(shape, direction);
  at::Tensor product;
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    const at::Tensor& input = layer == 0 ? pass.encoded : pass.hidden[layer - 1].activation;
    const at::Tensor weight =
        layer == 0 ? InputWeightTangent(pass, views) : views.layers[layer].weight;
    const at::Tensor moved = at::baddbmm(views.layers[layer].bias.unsqueeze(1), input, weight);
    const at::Tensor part = (moved * deltas[layer]).sum(2);
    product = layer == 0 ? part : product + part;
  }
  return product;
}

}  // namespace counterweight
