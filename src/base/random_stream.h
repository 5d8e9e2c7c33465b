// Named random streams: every draw of a job follows from one root seed, and an extra draw in one
// stream leaves the others alone.
#ifndef COUNTERWEIGHT_SRC_BASE_RANDOM_STREAM_H_
#define COUNTERWEIGHT_SRC_BASE_RANDOM_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/strings/string_view.h"

namespace counterweight {

// xoshiro256++ (Blackman & Vigna 2019), seeded through SplitMix64. Satisfies
// UniformRandomBitGenerator. The same numbers on every machine. Not for secrets.
//
// A stream is a value derived from (root seed, name, index): a training step derives its own stream
// from its step number, so a checkpoint holds no generator state.
// Thread safety: none; copy it or derive another.
class RandomStream {
 public:
  using result_type = uint64_t;

  RandomStream(uint64_t root_seed, absl::string_view name, uint64_t index = 0);

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    const uint64_t result = Rotate(state_[0] + state_[3], 23) + state_[0];
    const uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = Rotate(state_[3], 45);
    return result;
  }

  // Uniform in [0, 1), 53 bits.
  double Uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

  // Uniform in [0, bound); bound >= 1. Unbiased (Lemire 2019).
  uint64_t Below(uint64_t bound);

  // Standard normal (Box-Muller, one of the pair).
  double Normal();

  // A random order of 0 .. count - 1 (Fisher-Yates).
  std::vector<int64_t> Permutation(int64_t count);

 private:
  static uint64_t Rotate(uint64_t value, int bits) {
    return (value << bits) | (value >> (64 - bits));
  }

  uint64_t state_[4];
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_RANDOM_STREAM_H_
