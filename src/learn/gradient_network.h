// A small network that stands for the gradient of a function known at a few points only (explicit
// gradient learning: Sarafian, Sinay, Louzoun, Agmon & Kraus, ICML 2020).
#ifndef COUNTERWEIGHT_SRC_LEARN_GRADIENT_NETWORK_H_
#define COUNTERWEIGHT_SRC_LEARN_GRADIENT_NETWORK_H_

#include <cstddef>
#include <vector>

#include "absl/types/span.h"
#include "src/base/random_stream.h"
#include "src/learn/setting_space.h"

namespace counterweight {

// Two points and how much the function grows on the way: g(from) . (to - from) should equal `rise`.
struct PointPair {
  SettingPoint from, to;
  double rise = 0;
};

// g: 4 -> 16 tanh -> 4, g(phi) = W2 tanh(W1 phi + b1) + b2, in double precision.
class GradientNetwork {
 public:
  static constexpr size_t kHiddenUnits = 16;
  static constexpr size_t kParameters =
      kHiddenUnits * (kSettingDimensions + 1) + kSettingDimensions * (kHiddenUnits + 1);

  // Each parameter uniform in +-1/sqrt(inputs of its layer).
  explicit GradientNetwork(RandomStream& stream);

  SettingPoint operator()(const SettingPoint& point) const;

  // The mean over pairs of ((to - from) . g(from) - rise)^2. pairs: not empty.
  double Loss(absl::Span<const PointPair> pairs) const;
  // Its derivative with respect to parameters(), same shape.
  std::vector<double> LossGradient(absl::Span<const PointPair> pairs) const;

  // Minimises Loss: 150 steps of Adam (Kingma & Ba 2015) at rate 1e-2. pairs: not empty.
  void Fit(absl::Span<const PointPair> pairs);

  // W1 [16, 4], b1 [16], W2 [4, 16], b2 [4], one after the other.
  std::vector<double>& parameters() { return parameters_; }

 private:
  std::vector<double> parameters_;  // [kParameters]
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_GRADIENT_NETWORK_H_
