// Scores -> calibrated probabilities in the order of a model's classes.
#ifndef COUNTERWEIGHT_SRC_ARTIFACT_CLASS_PROBABILITIES_H_
#define COUNTERWEIGHT_SRC_ARTIFACT_CLASS_PROBABILITIES_H_

#include <utility>

#include "absl/types/span.h"
#include "src/evaluation/calibration.h"

namespace counterweight {

// scores [ScoreColumns(classes)], probabilities [classes]. With two classes the one score ranks
// positive_class, which may be either of them; the calibration gives (rest, positive).
inline void ClassProbabilities(const Calibration& calibration, int positive_class,
                               absl::Span<const float> scores, absl::Span<float> probabilities) {
  calibration.Probabilities(scores, probabilities);
  if (probabilities.size() == 2 && positive_class == 0) {
    std::swap(probabilities[0], probabilities[1]);
  }
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_ARTIFACT_CLASS_PROBABILITIES_H_
