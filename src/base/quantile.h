// Quantiles of sorted values.
#ifndef COUNTERWEIGHT_SRC_BASE_QUANTILE_H_
#define COUNTERWEIGHT_SRC_BASE_QUANTILE_H_

#include "absl/types/span.h"

namespace counterweight {

// The value at `position` of sorted, counted from 0, linear between neighbours and constant
// outside. sorted: ascending, finite, not empty. Never leaves [sorted.front(), sorted.back()], and
// never overflows.
double ValueAt(absl::Span<const double> sorted, double position);

// The quantile at `share` in [0, 1], linear between order statistics (Hyndman & Fan 1996, type 7).
double Quantile(absl::Span<const double> sorted, double share);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_QUANTILE_H_
