#include "src/base/quantile.h"

#include <algorithm>
#include <cmath>

namespace counterweight {

double ValueAt(absl::Span<const double> sorted, double position) {
  const double last = static_cast<double>(sorted.size() - 1);
  const double bounded = std::clamp(position, 0.0, last);
  const size_t below = static_cast<size_t>(std::floor(bounded));
  if (below + 1 >= sorted.size()) return sorted.back();
  const double low = sorted[below], high = sorted[below + 1];
  // Not low + share * (high - low): the difference of two large values of opposite sign overflows.
  const double share = bounded - static_cast<double>(below);
  return std::clamp(low * (1 - share) + high * share, low, high);
}

double Quantile(absl::Span<const double> sorted, double share) {
  return ValueAt(sorted, share * static_cast<double>(sorted.size() - 1));
}

}  // namespace counterweight
