// A fully connected layer in the layout of the kernels.
#ifndef COUNTERWEIGHT_SRC_SERVING_DENSE_LAYER_H_
#define COUNTERWEIGHT_SRC_SERVING_DENSE_LAYER_H_

#include <cstdint>

#include "absl/types/span.h"
#include "src/serving/aligned_floats.h"
#include "src/serving/kernels.h"

namespace counterweight {

// out = in W + b. Immutable.
class DenseLayer {
 public:
  // weights: row-major [inputs, outputs]; bias [outputs].
  DenseLayer(absl::Span<const float> weights, absl::Span<const float> bias);

  int64_t padded_outputs() const { return padded_outputs_; }

  // Reads the first `inputs` floats of each input row, writes padded_outputs() floats of each
  // output row.
  void Apply(const Kernels& kernels, int64_t rows, ActivationRows<const float> in,
             ActivationRows<float> out) const;
  // out += in W, without the bias.
  void AddTo(const Kernels& kernels, int64_t rows, ActivationRows<const float> in,
             ActivationRows<float> out) const;

 private:
  int64_t inputs_;
  int64_t padded_outputs_;
  AlignedFloats weights_;  // [inputs, padded outputs]
  AlignedFloats bias_;     // [padded outputs]
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_DENSE_LAYER_H_
