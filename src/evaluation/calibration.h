// Scores (log-odds) -> probabilities.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_CALIBRATION_H_
#define COUNTERWEIGHT_SRC_EVALUATION_CALIBRATION_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"

namespace counterweight {

// One class against the rest: a non-decreasing map from score to probability. A plain value.
struct ClassCalibration {
  // Platt: 1 / (1 + exp(-(slope * score + intercept))), slope >= 0.
  double slope = 1, intercept = 0;
  // Isotonic, if not empty: the probability at each knot, linear between, constant outside.
  std::vector<double> knot_scores, knot_probabilities;

  double Probability(double score) const;
};

// Calibrations of all classes. Two classes: one entry, for the class that the score is the log-odds
// of; probabilities are (1 - p, p), that class last whatever its index is. More: one per class, one
// against the rest, divided by their sum (all equal if the sum is 0).
struct Calibration {
  std::vector<ClassCalibration> classes;

  // scores [classes.size()]; out [class_count]: sums to 1, each in [0, 1].
  void Probabilities(absl::Span<const float> scores, absl::Span<float> probabilities) const;

  void Encode(ByteWriter& writer) const;
  static Calibration Decode(ByteReader& reader);
  // DATA_LOSS if it is no calibration: a slope below 0, knots that do not rise, a number of entries
  // that no number of classes has, a value that is not finite.
  absl::Status Validate() const;
};

// Common to both fits: scores [rows], finite; labels [rows], 1 the class, 0 the rest.

// Platt's two parameters by Newton's method with his smoothed targets (Platt 1999; Lin, Lin & Weng
// 2007). With no positive, no negative, or scores that do not rise with the rate: a constant at the
// smoothed rate (positives + 1) / (rows + 2).
ClassCalibration FitPlatt(absl::Span<const float> scores, absl::Span<const uint8_t> labels);

// Isotonic regression by pooling adjacent violators; equal scores are one knot. A pool of several
// scores has a knot at its first and its last. Without rows: the score's own logistic function.
ClassCalibration FitIsotonic(absl::Span<const float> scores, absl::Span<const uint8_t> labels);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_CALIBRATION_H_
