// The loops that predictions spend their time in, for the processor at hand.
#ifndef COUNTERWEIGHT_SRC_SERVING_KERNELS_H_
#define COUNTERWEIGHT_SRC_SERVING_KERNELS_H_

#include <cstdint>
#include <vector>

namespace counterweight {

// Every width of activations and weights is padded with zeros to a multiple of this, so that no
// kernel needs a loop for the rest.
inline constexpr int64_t kLaneMultiple = 16;
// Floats that the input kernel sums up in registers.
inline constexpr int64_t kInputBlock = 64;

inline constexpr int64_t PaddedTo(int64_t multiple, int64_t width) {
  return (width + multiple - 1) / multiple * multiple;
}
inline constexpr int64_t PaddedWidth(int64_t width) { return PaddedTo(kLaneMultiple, width); }

// Rows of activations, `stride` floats apart; borrowed.
template <typename Float>
struct ActivationRows {
  Float* values = nullptr;
  int64_t stride = 0;
};

// One row's way into the first layer: lines (slope times value) and segments of curves (value at
// the segment's anchor plus slope times offset), by their numbers; borrowed.
struct InputTerms {
  const int32_t* lines = nullptr;
  const float* line_values = nullptr;
  int64_t line_count = 0;
  const int32_t* segments = nullptr;
  const float* offsets = nullptr;
  int64_t segment_count = 0;
};

// A block of kInputBlock first-layer units: bias [block], per line slope [block], per segment value
// [block] and slope [block].
struct InputBlock {
  const float* bias = nullptr;
  const float* lines = nullptr;
  const float* segments = nullptr;
  // Floats from here to the same segments of the block that comes next, which are fetched
  // meanwhile; 0: none comes, or it is in the cache already.
  int64_t next_block = 0;
};

// One implementation of every loop. All give the same bits: each sum runs over the same terms in
// the same order with the same roundings, whatever the registers' width. A row's result does not
// depend on which rows go with it.
struct Kernels {
  // values[i] <- z / (1 + exp(-z)), i < count, a multiple of kLaneMultiple. Relative error below
  // 1e-6 for z > -87; below that 0 to within 1e-33. A NaN stays one.
  void (*silu)(float* values, int64_t count);
  // counts[c] <- how many of `edges` (row-major [edge_count, columns], infinite where a column has
  // fewer) are at most values[c]. columns: a multiple of kLaneMultiple.
  void (*count_edges)(const float* values, const float* edges, int64_t edge_count, int64_t columns,
                      int32_t* counts);
  // out [kInputBlock] <- bias + lines + segments.
  void (*input_block)(const InputTerms& terms, const InputBlock& block, float* out);
  // out (+)= in W: from `bias` [outputs] if it is given, else from what `out` holds. W: row-major
  // [inputs, outputs]; outputs: a multiple of kLaneMultiple.
  void (*dense)(int64_t rows, ActivationRows<const float> in, int64_t inputs, const float* weights,
                const float* bias, int64_t outputs, ActivationRows<float> out);
  // sums[r, i % kLaneMultiple] += in[r, i] weights[i], i < count, a multiple of kLaneMultiple.
  void (*add_products)(int64_t rows, ActivationRows<const float> in, const float* weights,
                       int64_t count, float* sums);
};

// Compiled for x86-64-v3, and for AVX-512 (F, BW, DQ, VL).
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;

// What this processor can run, best first; never empty.
std::vector<const Kernels*> UsableKernels();
// The first of them.
const Kernels& BestKernels();

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_KERNELS_H_
