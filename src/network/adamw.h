// AdamW (Loshchilov & Hutter 2019) over all members' parameters.
#ifndef COUNTERWEIGHT_SRC_NETWORK_ADAMW_H_
#define COUNTERWEIGHT_SRC_NETWORK_ADAMW_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "src/network/network_shape.h"

namespace counterweight {

struct AdamWOptions {
  double decay = 0.3;          // decoupled, of weights and input scales, not of biases
  double first_beta = 0.9;     // of the mean of gradients
  double second_beta = 0.99;   // of the mean of squared gradients
  double epsilon = 1e-8;       // added to the root of the second moment
  double scales_factor = 6.0;  // of the input scales' learning rate
};

// What the optimiser remembers.
struct AdamWState {
  at::Tensor first_moment;   // [K, P]
  at::Tensor second_moment;  // [K, P]
  int64_t steps = 0;
};

class AdamW {
 public:
  AdamW(const NetworkShape& shape, int64_t members, at::ScalarType type,
        const AdamWOptions& options);

  // One step of `parameters` against `gradient`, both [K, P], at this learning rate.
  void Step(const at::Tensor& gradient, double rate, const at::Tensor& parameters);

  // Diagonal P [K, P] with d parameters / d gradient = -rate P of the next step, the second moment
  // held fixed and the first left out: factor / (sqrt(v) + epsilon), v bias-corrected, the factor
  // that of the parameter's learning rate; at most `maximum`.
  at::Tensor Preconditioner(double maximum) const;

  const AdamWState& state() const { return state_; }
  // state: of an optimiser of the same shape.
  void Restore(const AdamWState& state) { state_ = state; }

 private:
  AdamWOptions options_;
  at::Tensor decayed_;       // [P], 1 where decay applies, else 0
  at::Tensor rate_factors_;  // [P]
  AdamWState state_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_ADAMW_H_
