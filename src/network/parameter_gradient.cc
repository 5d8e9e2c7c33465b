#include "src/network/parameter_gradient.h"

#include "src/network/input_layer.h"
#include "src/network/layer_product.h"

namespace counterweight {

void AddParameterGradient(const NetworkShape& shape, ForwardPass& pass, const LayerDeltas& deltas,
                          const at::Tensor& gradient) {
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    AddBiasGradient(shape, layer, deltas[layer], gradient);
    if (layer == 0) continue;
    AddWeightGradient({shape, layer, gradient}, pass.hidden[layer - 1].activation, deltas[layer]);
  }
  AddInputGradient(*pass.rows, shape, pass.parameters, deltas[0], gradient, pass.table_buffer);
}

}  // namespace counterweight
