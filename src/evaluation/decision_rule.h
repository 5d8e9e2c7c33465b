// Probabilities -> a label.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_DECISION_RULE_H_
#define COUNTERWEIGHT_SRC_EVALUATION_DECISION_RULE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace counterweight {

// The label is the class with the highest probability / threshold (ties: the lowest class).
// Two classes: thresholds t for the positive class and 1 - t for the other, so the positive class
// is called above probability t.
struct DecisionRule {
  std::vector<double> thresholds;  // [class_count], each in (0, 1]

  // probabilities [class_count].
  int Label(absl::Span<const float> probabilities) const;
};

// probabilities: row-major [rows, class_count], calibrated; labels [rows].
// Two classes: t has the best F1 of positive_class. More: thresholds of best F1 one against the
// rest, or plain argmax (all thresholds equal), whichever has the higher macro F1.
DecisionRule FitDecisionRule(absl::Span<const float> probabilities,
                             absl::Span<const uint32_t> labels, int class_count,
                             int positive_class);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_DECISION_RULE_H_
