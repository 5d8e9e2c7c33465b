#include "src/pipeline/out_of_fold_decision.h"

#include <algorithm>

#include "src/artifact/class_probabilities.h"
#include "src/evaluation/class_scores.h"

namespace counterweight {
namespace {

// Isotonic regression has as many degrees of freedom as steps: below this many positives it
// overfits (Niculescu-Mizil & Caruana 2005).
constexpr int64_t kPositivesForIsotonic = 1000;

ClassCalibration FitClass(absl::Span<const float> scores, absl::Span<const uint8_t> labels,
                          CalibrationKind kind) {
  const int64_t positives = std::count(labels.begin(), labels.end(), 1);
  const bool isotonic = kind == CalibrationKind::kIsotonic ||
                        (kind == CalibrationKind::kAutomatic && positives > kPositivesForIsotonic);
  return isotonic ? FitIsotonic(scores, labels) : FitPlatt(scores, labels);
}

}  // namespace

OutOfFoldDecision FitOutOfFoldDecision(absl::Span<const float> scores,
                                       absl::Span<const uint32_t> labels, int class_count,
                                       int positive_class, CalibrationKind kind) {
  const size_t rows = labels.size();
  const size_t columns = ScoreColumns(class_count);
  OutOfFoldDecision decision;
  std::vector<float> class_scores(rows);
  std::vector<uint8_t> class_labels(rows);
  for (size_t c = 0; c < columns; ++c) {
    const uint32_t positive = columns == 1 ? positive_class : c;
    for (size_t r = 0; r < rows; ++r) {
      class_scores[r] = scores[r * columns + c];
      class_labels[r] = labels[r] == positive ? 1 : 0;
    }
    decision.calibration.classes.push_back(FitClass(class_scores, class_labels, kind));
  }

  decision.probabilities.resize(rows * class_count);
  const absl::Span<float> probabilities = absl::MakeSpan(decision.probabilities);
  for (size_t r = 0; r < rows; ++r) {
    ClassProbabilities(decision.calibration, positive_class, scores.subspan(r * columns, columns),
                       probabilities.subspan(r * class_count, class_count));
  }
  decision.rule = FitDecisionRule(decision.probabilities, labels, class_count, positive_class);
  return decision;
}

}  // namespace counterweight
