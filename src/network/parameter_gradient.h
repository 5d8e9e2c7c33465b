// The gradient of a loss with respect to every parameter, summed over rows.
#ifndef COUNTERWEIGHT_SRC_NETWORK_PARAMETER_GRADIENT_H_
#define COUNTERWEIGHT_SRC_NETWORK_PARAMETER_GRADIENT_H_

#include <ATen/core/Tensor.h>

#include "src/network/forward_pass.h"

namespace counterweight {

// Adds sum over rows of d loss / d theta to `gradient` [K, P], contiguous. Uses a buffer of `pass`.
void AddParameterGradient(const NetworkShape& shape, ForwardPass& pass, const LayerDeltas& deltas,
                          const at::Tensor& gradient);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_PARAMETER_GRADIENT_H_
