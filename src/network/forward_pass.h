// Forward and backward through all members at once, one batched matrix product a layer.
//
// Derivatives are written out, no autograd: training needs row-wise products with gradients
// (contribution_product.h) that autograd cannot give without a gradient per row.
#ifndef COUNTERWEIGHT_SRC_NETWORK_FORWARD_PASS_H_
#define COUNTERWEIGHT_SRC_NETWORK_FORWARD_PASS_H_

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "src/base/random_stream.h"
#include "src/network/network_shape.h"

namespace counterweight {

// Inverted dropout after every hidden activation: each is dropped with probability `rate` (rounded
// to 1/65536), the others are divided by the share that stays.
struct Dropout {
  double rate = 0;  // [0, 1)
  RandomStream stream;
};

struct HiddenLayer {
  at::Tensor pre_activation;  // z_l [K, n, out]
  at::Tensor sigmoid;         // of z_l
  at::Tensor activation;      // a_l, after dropout
  at::Tensor slope;           // d a_l / d z_l, after dropout
};

// What one forward leaves for the derivatives, and its buffers. Run again with the same shapes, it
// allocates next to nothing. It refers to the parameters and the encoded rows, so take derivatives
// before either changes.
struct ForwardPass {
  ParameterViews parameters;
  at::Tensor encoded;               // e [K, n, D]
  at::Tensor input_weight;          // diag(gamma) W_1 [K, D, out]: scales meet the rows there
  std::vector<HiddenLayer> hidden;  // [L - 1]
  at::Tensor outputs;               // z_L [K, n, C]
  at::Tensor dropout_mask;          // of the last hidden layer that was dropped out
};

// encoded: [K, n, D]; may be an expanded view that shares rows between members. parameters: [K, P].
// Both float or both double. Fills `pass`; dropout: none if absent.
void RunForward(const NetworkShape& shape, const at::Tensor& parameters, const at::Tensor& encoded,
                std::optional<Dropout> dropout, ForwardPass& pass);

// delta_l = d loss / d z_l, l = 1..L: [K, n, out_l] each.
using LayerDeltas = std::vector<at::Tensor>;

// output_gradient: d loss / d z_L [K, n, C], each row's own.
void RunBackward(const ForwardPass& pass, const at::Tensor& output_gradient, LayerDeltas& deltas);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_FORWARD_PASS_H_
