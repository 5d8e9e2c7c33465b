// The layers after the first, all members at once: a matrix product each.
#ifndef COUNTERWEIGHT_SRC_NETWORK_LAYER_PRODUCT_H_
#define COUNTERWEIGHT_SRC_NETWORK_LAYER_PRODUCT_H_

#include <ATen/core/Tensor.h>

#include "src/network/network_shape.h"

namespace counterweight {

// Layer l >= 1 of flat parameters (or of a direction or gradient) [K, P]: W [in, out], b [out].
struct LayerSlice {
  const NetworkShape& shape;
  int64_t layer;
  const at::Tensor& flat;

  int64_t inputs() const { return shape.sizes[layer]; }
  int64_t outputs() const { return shape.sizes[layer + 1]; }
};

// z = input W + b, input [K, n, in]. z: a buffer.
void ApplyLayer(const LayerSlice& layer, const at::Tensor& input, at::Tensor& z);

// below = (delta W') * slope, delta [K, n, out], slope [K, n, in]. below: a buffer.
void PassBack(const LayerSlice& layer, const at::Tensor& delta, const at::Tensor& slope,
              at::Tensor& below);

// Adds input' delta to the layer's weight. layer: of a gradient.
void AddWeightGradient(const LayerSlice& layer, const at::Tensor& input, const at::Tensor& delta);

// Adds the sum of delta's rows to the bias of a gradient's layer l >= 0.
void AddBiasGradient(const NetworkShape& shape, int64_t layer, const at::Tensor& delta,
                     const at::Tensor& gradient);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_LAYER_PRODUCT_H_
