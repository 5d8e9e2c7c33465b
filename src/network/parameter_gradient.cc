#include "src/network/parameter_gradient.h"

#include <ATen/ops/bmm.h>

#include "src/tensor/operators.h"

namespace counterweight {

void AddParameterGradient(const NetworkShape& shape, const ForwardPass& pass,
                          const LayerDeltas& deltas, const at::Tensor& gradient) {
  const ParameterViews views = ViewParameters(shape, gradient);
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    views.layers[layer].bias.add_(deltas[layer].sum(1));
    if (layer == 0) continue;
    const at::Tensor& input = pass.hidden[layer - 1].activation;
    views.layers[layer].weight.baddbmm_(input.transpose(1, 2), deltas[layer]);
  }
  // z_1 = e diag(gamma) W_1: one product gives the gradient of the scaled weight, and that gives
  // both the weight's and the scales'.
  const at::Tensor scaled = at::bmm(pass.encoded.transpose(1, 2), deltas[0]);  // [K, D, out]
  views.layers[0].weight.addcmul_(scaled, pass.parameters.scales.unsqueeze(2));
  views.scales.add_((scaled * pass.parameters.layers[0].weight).sum(2));
}

}  // namespace counterweight
