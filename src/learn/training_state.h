// Where the inner problem stands.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAINING_STATE_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAINING_STATE_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "src/network/adamw.h"

namespace counterweight {

// K members with P parameters each. There is no generator state: what is random in a step follows
// from the seed and the step's number.
struct TrainingState {
  int64_t step = 0;       // steps completed; during a step, its 0-based number
  at::Tensor parameters;  // [K, P] float32
  at::Tensor averages;    // [K, P], exponential averages of the parameters over the steps
  AdamW optimizer;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAINING_STATE_H_
