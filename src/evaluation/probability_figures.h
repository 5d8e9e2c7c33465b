// Figures that judge probabilities by their size, not by their order.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_PROBABILITY_FIGURES_H_
#define COUNTERWEIGHT_SRC_EVALUATION_PROBABILITY_FIGURES_H_

#include <cstdint>

#include "absl/types/span.h"

namespace counterweight {

// Calibrated probabilities with the classes that came true. A view.
struct ProbabilityTable {
  absl::Span<const float> probabilities;  // row-major [rows, class_count], each in [0, 1]
  absl::Span<const uint32_t> labels;      // [rows], at least one, each < class_count
  int class_count = 2;

  float at(int64_t row, int label) const { return probabilities[row * class_count + label]; }
  int64_t rows() const { return static_cast<int64_t>(labels.size()); }
};

// Mean squared error of one class's probability (Brier 1950).
double BrierScoreOf(const ProbabilityTable& table, int label);

// Mean -log(probability of the true class), probabilities clipped to [1e-15, 1 - 1e-15].
double LogLoss(const ProbabilityTable& table);

// Expected calibration error of one class's probability: over 15 bins of equal width, the mean of
// |mean probability - rate of the class| weighted by rows (Naeini, Cooper & Hauskrecht 2015).
double ExpectedCalibrationErrorOf(const ProbabilityTable& table, int label);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_PROBABILITY_FIGURES_H_
