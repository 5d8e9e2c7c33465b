// Figures that depend on the order of scores only.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_RANKING_H_
#define COUNTERWEIGHT_SRC_EVALUATION_RANKING_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace counterweight {

// Common to the three: scores [rows], higher means more likely positive; labels [rows], 1 positive,
// 0 negative. Rows with equal scores share one threshold, so row order never matters.
// INVALID_ARGUMENT if sizes differ, a score is NaN, or no label is 1 (RocAuc: or none is 0).

// Average precision: sum over distinct thresholds, descending, of (R_t - R_{t-1}) P_t; no
// interpolation (Manning, Raghavan & Schuetze 2008, chapter 8; scikit-learn's
// average_precision_score).
absl::StatusOr<double> AveragePrecision(absl::Span<const float> scores,
                                        absl::Span<const uint8_t> labels);

// Area under the ROC curve: the probability that a positive is scored above a negative, ties 1/2.
absl::StatusOr<double> RocAuc(absl::Span<const float> scores, absl::Span<const uint8_t> labels);

struct BestThreshold {
  double f1 = 0;
  // Rows with score >= threshold are called positive. Midway between the two neighbouring scores.
  double threshold = 0;
};
// The highest F1 over all thresholds (the highest threshold that reaches it).
absl::StatusOr<BestThreshold> BestF1(absl::Span<const float> scores,
                                     absl::Span<const uint8_t> labels);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_RANKING_H_
