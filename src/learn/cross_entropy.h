// The inner loss of a row: cross-entropy of the network's outputs.
#ifndef COUNTERWEIGHT_SRC_LEARN_CROSS_ENTROPY_H_
#define COUNTERWEIGHT_SRC_LEARN_CROSS_ENTROPY_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "absl/types/span.h"

namespace counterweight {

// One output s: log(1 + exp(s)) - target s, target 0 or 1. Several outputs z: log sum exp z -
// z_target. Both stable for any finite output. gradient [count]: d loss / d outputs, p - target. T:
// float or double.
template <typename T>
T CrossEntropy(const T* outputs, int64_t count, uint32_t target, T* gradient);

// For outputs [K, n, C]: the gradient of each row's loss, same shape. targets: [K * n] row-major.
at::Tensor CrossEntropyGradient(const at::Tensor& outputs, absl::Span<const uint32_t> targets);

// The loss's second derivative times a tangent of the outputs, both [K, n, C]: p (1 - p) t for one
// output, p * (t - <p, t>) for several.
at::Tensor CrossEntropyCurvatureProduct(const at::Tensor& outputs, const at::Tensor& tangent);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_CROSS_ENTROPY_H_
