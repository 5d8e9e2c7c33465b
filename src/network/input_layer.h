// The first layer as an indexed sum. Its product with an encoded row is, per column, a point on a
// piecewise-linear curve in [out]: 2 vectors a column are read where a matrix product would read
// one for every ramp, and the encoded inputs never exist.
#ifndef COUNTERWEIGHT_SRC_NETWORK_INPUT_LAYER_H_
#define COUNTERWEIGHT_SRC_NETWORK_INPUT_LAYER_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "absl/types/span.h"
#include "src/network/encoded_rows.h"
#include "src/network/network_shape.h"

namespace counterweight {

// A matrix V [D, out] as its products with the inputs at every knot, and its rows of the lines:
// [K, table_rows, stride], stride the output width filled up to whole vectors with zeros.
//
// V is the sum over the terms of diag(gamma) W_1, gamma and W_1 taken from parameters, or a
// direction of them, [K, P] each. table: a buffer.
struct InputMatrixTerm {
  at::Tensor scales_from;
  at::Tensor weight_from;
};
void FillInputTable(const InputLayout& layout, const NetworkShape& shape,
                    absl::Span<const InputMatrixTerm> terms, at::Tensor& table);

// z = b_1 + e V for every row, [K, n, out]. table: of V. bias_from: [K, P]. z: a buffer.
void ApplyInputTable(const EncodedRows& rows, const NetworkShape& shape, const at::Tensor& table,
                     const at::Tensor& bias_from, at::Tensor& z);

// deltas: [K, n, out], the gradients in z, contiguous, where z = e diag(gamma) W_1 + b_1. Adds the
// gradients in W_1 and gamma to `gradient` [K, P]. table: a buffer.
void AddInputGradient(const EncodedRows& rows, const NetworkShape& shape,
                      const at::Tensor& parameters, const at::Tensor& deltas,
                      const at::Tensor& gradient, at::Tensor& table);

// Adds to `derivative` [K, n, d] the derivative in the row's columns of <v, e V>, v [K, n,
// out] contiguous. table: of V. At an edge the ramps count as flat.
void AddColumnDerivative(const EncodedRows& rows, const at::Tensor& table, const at::Tensor& v,
                         const at::Tensor& derivative);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_INPUT_LAYER_H_
