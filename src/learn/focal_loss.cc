#include "src/learn/focal_loss.h"

#include <cmath>

#include "src/learn/cross_entropy.h"

namespace counterweight {

// With the cross-entropy l = -log p the loss is (1 - exp(-l))^gamma l, a function of l alone, so
// its gradient is that of l times d loss / d l = q^gamma (1 + gamma p l / q), q = 1 - p.
template <typename T>
T FocalLoss(const T* outputs, int64_t count, uint32_t target, double gamma, T* gradient) {
  const double cross_entropy = CrossEntropy(outputs, count, target, gradient);
  const double miss = -std::expm1(-cross_entropy);  // q
  const double focus = std::pow(miss, gamma);
  // l / q tends to 1 where the row is certain.
  const double ratio = miss > 0 ? cross_entropy / miss : 1.0;
  const double slope = focus * (1 + gamma * std::exp(-cross_entropy) * ratio);
  for (int64_t c = 0; c < count; ++c) gradient[c] *= static_cast<T>(slope);
  return static_cast<T>(focus * cross_entropy);
}

template float FocalLoss<float>(const float*, int64_t, uint32_t, double, float*);
template double FocalLoss<double>(const double*, int64_t, uint32_t, double, double*);

}  // namespace counterweight
