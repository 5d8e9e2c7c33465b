// The one sort behind every ranking figure.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_THRESHOLD_COUNTS_H_
#define COUNTERWEIGHT_SRC_EVALUATION_THRESHOLD_COUNTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/evaluation/ranking.h"

namespace counterweight {

// What calling every row with score >= `score` positive would give.
struct ThresholdCount {
  float score = 0;
  float below = 0;             // the next lower score of any row; `score` if there is none
  int64_t called = 0;          // rows called positive
  int64_t true_positives = 0;  // of them positive
  int64_t tied_negatives = 0;  // of them negative, with this very score
};

// One count per distinct score that a positive row has, highest first. The scores between change no
// figure: they add to no recall, and F1 falls with them.
struct ThresholdCounts {
  std::vector<ThresholdCount> counts;
  int64_t rows = 0;

  int64_t positives() const { return counts.back().true_positives; }
};

// Errors as in ranking.h: sizes that differ, a NaN score, a label that is neither 0 nor 1, no
// label 1. Two sorts of whole numbers (score_order.h): the positive rows' scores, and the others'.
absl::StatusOr<ThresholdCounts> CountByThreshold(absl::Span<const float> scores,
                                                 absl::Span<const uint8_t> labels);

// The figures of ranking.h. RocAucOf needs a negative row.
double AveragePrecisionOf(const ThresholdCounts& thresholds);
double RocAucOf(const ThresholdCounts& thresholds);
BestThreshold BestF1Of(const ThresholdCounts& thresholds);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_THRESHOLD_COUNTS_H_
