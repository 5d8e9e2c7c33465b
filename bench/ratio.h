// What a speed program prints last: how a measured figure compares with what was aimed at.
#ifndef COUNTERWEIGHT_BENCH_RATIO_H_
#define COUNTERWEIGHT_BENCH_RATIO_H_

#include <string>

#include "absl/strings/string_view.h"

namespace counterweight {

enum class Bound { kAtMost, kAtLeast };

// "ratio: WHAT | 1.26 | <= 1.3 | met" (or "missed"); scripts/bench gathers these lines. `what` has
// no
// "|". A value that is not finite is missed.
std::string RatioLine(absl::string_view what, double value, Bound bound, double limit);

// "ratio: WHAT | - | <= 1.3 | not measured: WHY", where a peer is not installed.
std::string UnmeasuredRatioLine(absl::string_view what, Bound bound, double limit,
                                absl::string_view why);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_RATIO_H_
