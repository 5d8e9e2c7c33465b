// One value of a numeric column <-> its place on the common scale.
#ifndef COUNTERWEIGHT_SRC_FEATURES_NUMERIC_SCALING_H_
#define COUNTERWEIGHT_SRC_FEATURES_NUMERIC_SCALING_H_

#include "absl/types/span.h"
#include "src/features/preprocessing.h"

namespace counterweight {

// Matrix values of numeric columns lie in [-kScaledBound, kScaledBound].
inline constexpr float kScaledBound = 6;

// More knots would follow a distribution more closely than a model can use; 1,000 cost 8 kB a
// column.
inline constexpr int kMaximumKnots = 1000;

// Fits `feature` (median, scaling, center and scale or knots, distinct_count) to a column.
// present: the values present in the training rows, ascending, finite, not empty; missing_count:
// the other training rows, which take the median. False: the column is constant (a standard
// deviation of at most 1e-12), `feature` is not to be used.
bool FitScaling(absl::Span<const double> present, int64_t missing_count, ScalingKind scaling,
                NumericFeature& feature);

// The matrix value of a cell: a value that is missing (not finite) is the median; then scaled, then
// clipped.
float ScaleNumeric(const NumericFeature& feature, double value);

// InverseNumeric, its way back, is declared in preprocessing.h.

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_FEATURES_NUMERIC_SCALING_H_
