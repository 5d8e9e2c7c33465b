// v: a row's loss -> its weight (Shu et al. 2019, Meta-Weight-Net).
#ifndef COUNTERWEIGHT_SRC_LEARN_LOSS_WEIGHT_NETWORK_H_
#define COUNTERWEIGHT_SRC_LEARN_LOSS_WEIGHT_NETWORK_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/base/random_stream.h"

namespace counterweight {

// v(l) = sigmoid(b + sum_h u_h relu(a_h l + c_h)), 64 hidden units, in (0, 1). Starts with a, c ~
// U(-1, 1), u, b ~ U(-1/8, 1/8); moved by Adam (Kingma & Ba 2015), rate 1e-3, beta 0.9 and 0.999.
class LossWeightNetwork {
 public:
  explicit LossWeightNetwork(RandomStream stream);

  double Weight(double loss) const;

  // Sum over rows of weight_gradients[i] * d v(losses[i]) / d parameters, in the order of
  // parameters(). At a kink of the relu the unit counts as off.
  std::vector<double> Gradient(absl::Span<const float> losses,
                               absl::Span<const double> weight_gradients) const;

  // One step of Adam against `gradient`.
  void Step(absl::Span<const double> gradient);

  // a [64], c [64], u [64], b.
  absl::Span<const double> parameters() const { return parameters_; }

  void Save(ByteWriter& writer) const;
  absl::Status Restore(ByteReader& reader);  // DATA_LOSS if the sizes are not these

 private:
  std::vector<double> parameters_;
  // Adam's:
  std::vector<double> first_moments_;
  std::vector<double> second_moments_;
  int64_t steps_ = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_LOSS_WEIGHT_NETWORK_H_
