// Forward and backward through all members at once.
//
// Derivatives are written out, no autograd: training needs row-wise products with gradients
// (contribution_product.h) that autograd cannot give without a gradient per row.
#ifndef COUNTERWEIGHT_SRC_NETWORK_FORWARD_PASS_H_
#define COUNTERWEIGHT_SRC_NETWORK_FORWARD_PASS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "src/network/encoded_rows.h"
#include "src/network/hidden_activation.h"
#include "src/network/network_shape.h"

namespace counterweight {

struct HiddenLayer {
  at::Tensor pre_activation;  // z_l [K, n, out]
  at::Tensor activation;      // a_l, after dropout
  at::Tensor slope;           // d a_l / d z_l, after dropout
};

// What one forward leaves for the derivatives, and its buffers. Run again with the same shapes, it
// allocates next to nothing. It refers to the parameters and the encoded rows, so take derivatives
// before either changes.
struct ForwardPass {
  at::Tensor parameters;  // [K, P]
  const EncodedRows* rows = nullptr;
  at::Tensor input_table;  // of diag(gamma) W_1 (input_layer.h): scales meet the rows there
  std::vector<HiddenLayer> hidden;  // [L - 1]
  at::Tensor outputs;               // z_L [K, n, C]

  // Buffers alone.
  std::vector<uint64_t> draws;       // of dropout
  at::Tensor table_buffer;           // of the derivatives
  std::vector<at::Tensor> tangents;  // [L]
};

// rows: of the network's input width. parameters: [K, P]. Both float or both double. Fills `pass`;
// dropout: none if absent.
void RunForward(const NetworkShape& shape, const at::Tensor& parameters, const EncodedRows& rows,
                std::optional<Dropout> dropout, ForwardPass& pass);

// delta_l = d loss / d z_l, l = 1..L: [K, n, out_l] each.
using LayerDeltas = std::vector<at::Tensor>;

// output_gradient: d loss / d z_L [K, n, C], each row's own.
void RunBackward(const NetworkShape& shape, const ForwardPass& pass,
                 const at::Tensor& output_gradient, LayerDeltas& deltas);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_FORWARD_PASS_H_
