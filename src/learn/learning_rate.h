// The learning rate over a run.
#ifndef COUNTERWEIGHT_SRC_LEARN_LEARNING_RATE_H_
#define COUNTERWEIGHT_SRC_LEARN_LEARNING_RATE_H_

#include <cstdint>

namespace counterweight {

// Of step 0, 1, ..., steps - 1: rises linearly to `peak` over the first 5 % of the steps, times
// half a cosine that falls from 1 to 0 over the whole run.
double LearningRate(double peak, int64_t step, int64_t steps);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_LEARNING_RATE_H_
