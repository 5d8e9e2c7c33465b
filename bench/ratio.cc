#include "bench/ratio.h"

#include <cmath>

#include "absl/strings/str_format.h"

namespace counterweight {
namespace {

const char* Sign(Bound bound) { return bound == Bound::kAtMost ? "<=" : ">="; }

}  // namespace

std::string RatioLine(absl::string_view what, double value, Bound bound, double limit) {
  const bool met =
      std::isfinite(value) && (bound == Bound::kAtMost ? value <= limit : value >= limit);
  return absl::StrFormat("ratio: %s | %.4g | %s %g | %s", what, value, Sign(bound), limit,
                         met ? "met" : "missed");
}

std::string UnmeasuredRatioLine(absl::string_view what, Bound bound, double limit,
                                absl::string_view why) {
  return absl::StrFormat("ratio: %s | - | %s %g | not measured: %s", what, Sign(bound), limit, why);
}

}  // namespace counterweight
