// The outputs of a batch of rows while they are added up over the networks of a model.
#ifndef COUNTERWEIGHT_SRC_SERVING_OUTPUT_SUMS_H_
#define COUNTERWEIGHT_SRC_SERVING_OUTPUT_SUMS_H_

#include <cstdint>

#include "src/serving/kernels.h"

namespace counterweight {

// Floats that a row of sums takes for so many outputs: a single output is kept as kLaneMultiple
// partial sums, which are added up once, after the last network.
inline int64_t OutputSumWidth(int64_t outputs) { return PaddedWidth(outputs); }

// The sum of one row's partial sums, always in this order: halves onto halves.
inline float SumOfLanes(const float* lanes) {
  float sums[kLaneMultiple / 2];
  constexpr int64_t kHalf = kLaneMultiple / 2;
  for (int64_t i = 0; i < kHalf; ++i) sums[i] = lanes[i] + lanes[i + kHalf];
  for (int64_t half = kHalf / 2; half > 0; half /= 2) {
    for (int64_t i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  return sums[0];
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_OUTPUT_SUMS_H_
