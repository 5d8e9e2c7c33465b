// <U, gradient of one row's loss> for every row, without forming a row's gradient.
#ifndef COUNTERWEIGHT_SRC_NETWORK_CONTRIBUTION_PRODUCT_H_
#define COUNTERWEIGHT_SRC_NETWORK_CONTRIBUTION_PRODUCT_H_

#include <ATen/core/Tensor.h>

#include "src/network/forward_pass.h"

namespace counterweight {

// direction: U [K, P]. deltas: of each row's own loss. Out: h [K, n],
//
//   h_j = <U, g_j> = sum_l [(a_{l-1,j} M_l + mu_l) . delta_{l,j}] + ((u_gamma * e_j) W_1) .
//   delta_{1,j}
//
// with M_l, mu_l, u_gamma the parts of U for W_l, b_l, gamma: one matrix product a layer and a
// row-wise dot product. It is also d/d epsilon of the row's loss at theta + epsilon U. Uses buffers
// of `pass`.
at::Tensor ContributionProduct(const NetworkShape& shape, ForwardPass& pass,
                               const LayerDeltas& deltas, const at::Tensor& direction);

// d/d epsilon of layer l's z (from 0) at theta + epsilon U, the layer's inputs held fixed: [K, n,
// out]. tangent: a buffer.
void LayerTangent(const NetworkShape& shape, ForwardPass& pass, int64_t layer,
                  const at::Tensor& direction, at::Tensor& tangent);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_CONTRIBUTION_PRODUCT_H_
