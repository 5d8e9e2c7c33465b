// Calibration and decision rule from out-of-fold scores.
#ifndef COUNTERWEIGHT_SRC_PIPELINE_OUT_OF_FOLD_DECISION_H_
#define COUNTERWEIGHT_SRC_PIPELINE_OUT_OF_FOLD_DECISION_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/evaluation/calibration.h"
#include "src/evaluation/decision_rule.h"
#include "src/recipe/training_options.h"

namespace counterweight {

struct OutOfFoldDecision {
  Calibration calibration;
  DecisionRule rule;
  std::vector<float> probabilities;  // row-major [rows, class_count], calibrated
};

// scores: row-major [rows, ScoreColumns(class_count)], each row scored by the member that did not
// train on it. labels [rows].
OutOfFoldDecision FitOutOfFoldDecision(absl::Span<const float> scores,
                                       absl::Span<const uint32_t> labels, int class_count,
                                       int positive_class, CalibrationKind kind);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_PIPELINE_OUT_OF_FOLD_DECISION_H_
