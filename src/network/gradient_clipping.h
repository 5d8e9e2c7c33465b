// Keeps a step bounded when a batch has an unusual gradient.
#ifndef COUNTERWEIGHT_SRC_NETWORK_GRADIENT_CLIPPING_H_
#define COUNTERWEIGHT_SRC_NETWORK_GRADIENT_CLIPPING_H_

#include <ATen/core/Tensor.h>

#include <vector>

namespace counterweight {

// The norm of each row of [K, P], in an order of sums that no thread changes.
std::vector<double> MemberNorms(const at::Tensor& rows);

// Scales each member's gradient (a row of [K, P]) down to norm maximum_norm if it is longer.
// Returns the norms before clipping, [K]; one is not finite if and only if its member's gradient is
// not finite (or overflows), and then that row is of no use.
std::vector<double> ClipGradients(const at::Tensor& gradient, double maximum_norm);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_GRADIENT_CLIPPING_H_
