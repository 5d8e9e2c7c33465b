#include "src/serving/dense_layer.h"

#include <algorithm>

namespace counterweight {

DenseLayer::DenseLayer(absl::Span<const float> weights, absl::Span<const float> bias)
    : inputs_(static_cast<int64_t>(weights.size() / bias.size())),
      padded_outputs_(PaddedWidth(static_cast<int64_t>(bias.size()))),
      weights_(inputs_ * padded_outputs_, 0.0f),
      bias_(padded_outputs_, 0.0f) {
  std::copy(bias.begin(), bias.end(), bias_.begin());
  for (int64_t i = 0; i < inputs_; ++i) {
    std::copy_n(weights.data() + i * bias.size(), bias.size(),
                weights_.data() + i * padded_outputs_);
  }
}

void DenseLayer::Apply(const Kernels& kernels, int64_t rows, ActivationRows<const float> in,
                       ActivationRows<float> out) const {
  kernels.dense(rows, in, inputs_, weights_.data(), bias_.data(), padded_outputs_, out);
}

void DenseLayer::AddTo(const Kernels& kernels, int64_t rows, ActivationRows<const float> in,
                       ActivationRows<float> out) const {
  kernels.dense(rows, in, inputs_, weights_.data(), nullptr, padded_outputs_, out);
}

}  // namespace counterweight
