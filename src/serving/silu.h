// The hidden activation.
#ifndef COUNTERWEIGHT_SRC_SERVING_SILU_H_
#define COUNTERWEIGHT_SRC_SERVING_SILU_H_

#include <cstdint>

namespace counterweight {

// values[i] <- z / (1 + exp(-z)), i < count, a multiple of kLaneCount. Relative error below 1e-6
// for z > -87; below that 0 to within 1e-35. A NaN stays one. The library's exponential, a value at
// a time, would cost more than all the products of a prediction.
void Silu(float* values, int64_t count);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_SILU_H_
