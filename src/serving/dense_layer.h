// A fully connected layer as a float kernel.
#ifndef COUNTERWEIGHT_SRC_SERVING_DENSE_LAYER_H_
#define COUNTERWEIGHT_SRC_SERVING_DENSE_LAYER_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/serving/lanes.h"

namespace counterweight {

// Widths of activations and weights are padded with zeros to whole lanes, so that no kernel needs a
// loop for the rest.
inline int64_t PaddedWidth(int64_t width) {
  return (width + kLaneCount - 1) / kLaneCount * kLaneCount;
}

// Rows of activations, `stride` floats apart; borrowed.
template <typename Float>
struct ActivationRows {
  Float* values = nullptr;
  int64_t stride = 0;
};

// out = in W + b. Immutable.
class DenseLayer {
 public:
  // weights: row-major [inputs, outputs]; bias [outputs].
  DenseLayer(absl::Span<const float> weights, absl::Span<const float> bias);

  int64_t padded_outputs() const { return padded_outputs_; }

  // Reads the first `inputs` floats of each input row, writes padded_outputs() floats of each
  // output row. A row's result does not depend, bit for bit, on which rows go with it.
  void Apply(int64_t rows, ActivationRows<const float> in, ActivationRows<float> out) const;

 private:
  template <int kRows>
  void ApplyToRows(const float* in, int64_t in_stride, float* out, int64_t out_stride) const;

  int64_t inputs_;
  int64_t padded_outputs_;
  std::vector<float> weights_;  // [inputs, padded outputs]
  std::vector<float> bias_;     // [padded outputs]
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_DENSE_LAYER_H_
