#include "src/evaluation/decision_rule.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "src/evaluation/confusion_matrix.h"
#include "src/evaluation/ranking.h"

namespace counterweight {
namespace {

constexpr double kSmallestThreshold = 1e-9;

// The threshold of the best F1 of `label` against the rest; `otherwise` if no row is of that class.
double BestThresholdOf(absl::Span<const float> probabilities, absl::Span<const uint32_t> labels,
                       int class_count, int label, double otherwise) {
  std::vector<float> scores(labels.size());
  std::vector<uint8_t> is_label(labels.size());
  float lowest = 1;
  for (size_t i = 0; i < labels.size(); ++i) {
    scores[i] = probabilities[i * class_count + label];
    is_label[i] = labels[i] == static_cast<uint32_t>(label);
    lowest = std::min(lowest, scores[i]);
  }
  const absl::StatusOr<BestThreshold> best = BestF1(scores, is_label);
  if (!best.ok()) return otherwise;
  // Where every row is called, the threshold is the lowest probability itself; half of it leaves no
  // tie to rounding.
  const double threshold = best->threshold > lowest ? best->threshold : best->threshold / 2;
  return std::clamp(threshold, kSmallestThreshold, 1 - kSmallestThreshold);
}

DecisionRule TwoClassRule(absl::Span<const float> probabilities, absl::Span<const uint32_t> labels,
                          int positive_class) {
  const double threshold = BestThresholdOf(probabilities, labels, 2, positive_class, 0.5);
  DecisionRule rule;
  rule.thresholds.assign(2, 1 - threshold);
  rule.thresholds[positive_class] = threshold;
  return rule;
}

}  // namespace

int DecisionRule::Label(absl::Span<const float> probabilities) const {
  int label = 0;
  double highest = -1;
  for (size_t c = 0; c < thresholds.size(); ++c) {
    const double ratio = probabilities[c] / thresholds[c];
    if (ratio > highest) {
      highest = ratio;
      label = static_cast<int>(c);
    }
  }
  return label;
}

DecisionRule FitDecisionRule(absl::Span<const float> probabilities,
                             absl::Span<const uint32_t> labels, int class_count,
                             int positive_class) {
  if (class_count == 2) return TwoClassRule(probabilities, labels, positive_class);
  DecisionRule argmax, tuned;
  argmax.thresholds.assign(class_count, 1.0);
  for (int label = 0; label < class_count; ++label) {
    tuned.thresholds.push_back(
        BestThresholdOf(probabilities, labels, class_count, label, /*otherwise=*/1.0));
  }
  const double argmax_f1 = ConfusionMatrix(argmax, probabilities, labels, class_count).MacroF1();
  const double tuned_f1 = ConfusionMatrix(tuned, probabilities, labels, class_count).MacroF1();
  return tuned_f1 > argmax_f1 ? tuned : argmax;
}

}  // namespace counterweight
