// Eight floats that are computed on at once.
#ifndef COUNTERWEIGHT_SRC_SERVING_LANES_H_
#define COUNTERWEIGHT_SRC_SERVING_LANES_H_

#include <cstdint>
#include <cstring>

namespace counterweight {

// The compiler's own vector types (GCC and Clang): plain operators work lane by lane and become
// AVX2 code, or whatever the target has. Loops over floats were tried first: GCC 12 kept the sums
// of a matrix product in memory and left the activation scalar, which made a prediction ten times
// slower.
inline constexpr int64_t kLaneCount = 8;
using Lanes = float __attribute__((vector_size(32)));
using IntegerLanes = int32_t __attribute__((vector_size(32)));

// From and to kLaneCount floats, of any alignment.
inline Lanes LoadLanes(const float* values) {
  Lanes lanes;
  std::memcpy(&lanes, values, sizeof(lanes));
  return lanes;
}
inline void StoreLanes(Lanes lanes, float* values) { std::memcpy(values, &lanes, sizeof(lanes)); }

inline Lanes Broadcast(float value) {
  return Lanes{value, value, value, value, value, value, value, value};
}

// The lower and the higher of each lane; a NaN in `a` stays.
inline Lanes LowerOf(Lanes a, Lanes b) { return b < a ? b : a; }
inline Lanes HigherOf(Lanes a, Lanes b) { return b > a ? b : a; }

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_LANES_H_
