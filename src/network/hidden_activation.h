// SiLU with dropout, value and slope in one pass over memory.
#ifndef COUNTERWEIGHT_SRC_NETWORK_HIDDEN_ACTIVATION_H_
#define COUNTERWEIGHT_SRC_NETWORK_HIDDEN_ACTIVATION_H_

#include <cstdint>

#include "absl/types/span.h"
#include "src/base/random_stream.h"

namespace counterweight {

// Inverted dropout after every hidden activation: each is dropped with probability `rate` (rounded
// to 1/65536), the others are divided by the share that stays.
struct Dropout {
  double rate = 0;  // [0, 1)
  RandomStream stream;
};

// What one draw of 16 bits does to an activation.
class DropoutRule {
 public:
  explicit DropoutRule(double rate);

  uint16_t threshold() const { return threshold_; }  // below it: dropped
  double kept() const { return kept_; }              // factor of what stays

 private:
  uint16_t threshold_;
  double kept_;
};

// activation = silu(z) and slope = silu'(z), z [count]: each times the dropout's factor where
// `draws` [count] is not empty. All of T float (relative error below 1e-6) or double.
template <typename T>
void ActivateHidden(const T* z, int64_t count, absl::Span<const uint16_t> draws,
                    const DropoutRule& rule, T* activation, T* slope);

// out[i] = 1 / (1 + exp(-z[i])), i < count; out may be z. T: float (relative error below 1e-6) or
// double.
template <typename T>
void LogisticSigmoid(const T* z, int64_t count, T* out);

// silu''(z).
template <typename T>
void SiluCurvature(const T* z, int64_t count, T* curvature);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_HIDDEN_ACTIVATION_H_
