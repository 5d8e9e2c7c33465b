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
// The matrix is sum over the terms of diag(scales) W, one or two of them.
struct InputMatrixTerm {
  at::Tensor scales;  // [K, D]
  at::Tensor weight;  // [K, D, out]
};
void FillInputTable(const InputLayout& layout, absl::Span<const InputMatrixTerm> terms,
                    at::Tensor& table);

// z = bias + e V for every row. table: of V. bias: [K, out]. z: [K, n, out], contiguous.
void ApplyInputTable(const EncodedRows& rows, const at::Tensor& table, const at::Tensor& bias,
                     const at::Tensor& z);

// With deltas [K, n, out] the gradients in z, contiguous, and z = e diag(gamma) W + bias: adds the
// gradient in W to `weight` and that in gamma to `scales`. table: a buffer.
void AddInputGradient(const EncodedRows& rows, const at::Tensor& deltas,
                      const LayerParameters& layer, const at::Tensor& scales,
                      const at::Tensor& weight_gradient, const at::Tensor& scales_gradient,
                      at::Tensor& table);

// Adds to `derivative` [K, n, columns] the derivative in the row's columns of <v, e V>, v [K, n,
// out] contiguous. table: of V. At an edge the ramps count as flat.
void AddColumnDerivative(const EncodedRows& rows, const at::Tensor& table, const at::Tensor& v,
                         const at::Tensor& derivative);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_INPUT_LAYER_H_
