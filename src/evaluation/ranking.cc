#include "src/evaluation/ranking.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/evaluation/threshold_counts.h"

namespace counterweight {

absl::StatusOr<double> AveragePrecision(absl::Span<const float> scores,
                                        absl::Span<const uint8_t> labels) {
  CW_ASSIGN_OR_RETURN(const ThresholdCounts thresholds, CountByThreshold(scores, labels));
  return AveragePrecisionOf(thresholds);
}

absl::StatusOr<double> RocAuc(absl::Span<const float> scores, absl::Span<const uint8_t> labels) {
  CW_ASSIGN_OR_RETURN(const ThresholdCounts thresholds, CountByThreshold(scores, labels));
  if (thresholds.positives() == thresholds.rows) {
    return absl::InvalidArgumentError(
        absl::StrCat("none of the ", thresholds.rows, " rows is negative"));
  }
  return RocAucOf(thresholds);
}

absl::StatusOr<BestThreshold> BestF1(absl::Span<const float> scores,
                                     absl::Span<const uint8_t> labels) {
  CW_ASSIGN_OR_RETURN(const ThresholdCounts thresholds, CountByThreshold(scores, labels));
  return BestF1Of(thresholds);
}

}  // namespace counterweight
