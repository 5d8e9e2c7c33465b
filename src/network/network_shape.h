// The members' networks: their layers, and where each parameter lies.
#ifndef COUNTERWEIGHT_SRC_NETWORK_NETWORK_SHAPE_H_
#define COUNTERWEIGHT_SRC_NETWORK_NETWORK_SHAPE_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace counterweight {

// K members are networks of one shape with independent parameters, trained side by side: every
// tensor of the network has a leading member axis K. Layer l = 1..L has weight W_l [in, out] (row
// vectors times matrix) and bias b_l [out]:
//
//   a_0 = gamma * e(x);  z_l = a_{l-1} W_l + b_l;  a_l = silu(z_l);  outputs z_L
//
// with e(x) [D] the encoded row and gamma [D] the learned input scales.
struct NetworkShape {
  std::vector<int64_t> sizes;  // D, hidden..., outputs: at least two

  int64_t input_width() const { return sizes.front(); }
  int64_t outputs() const { return sizes.back(); }
  int64_t layers() const { return static_cast<int64_t>(sizes.size()) - 1; }
  // P: of one member.
  int64_t parameter_count() const { return scales_offset() + input_width(); }

  // Where the parameters of layer l (from 0) and the input scales begin among a member's.
  int64_t weight_offset(int64_t layer) const {
    int64_t offset = 0;
    for (int64_t l = 0; l < layer; ++l) offset += (sizes[l] + 1) * sizes[l + 1];
    return offset;
  }
  int64_t bias_offset(int64_t layer) const {
    return weight_offset(layer) + sizes[layer] * sizes[layer + 1];
  }
  int64_t scales_offset() const { return weight_offset(layers()); }
};

struct LayerParameters {
  at::Tensor weight;  // [K, in, out]
  at::Tensor bias;    // [K, out]
};

// Views into a flat [K, P] tensor, which holds per member: for each layer its weight (row-major)
// and its bias; last the input scales. Writing to a view writes to the flat tensor.
struct ParameterViews {
  std::vector<LayerParameters> layers;  // [L]
  at::Tensor scales;                    // [K, D]
};

// flat: [K, shape.parameter_count()], contiguous; parameters, a gradient or a direction.
ParameterViews ViewParameters(const NetworkShape& shape, const at::Tensor& flat);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_NETWORK_SHAPE_H_
