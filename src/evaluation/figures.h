// Every figure of a model on one set of rows.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_FIGURES_H_
#define COUNTERWEIGHT_SRC_EVALUATION_FIGURES_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/evaluation/decision_rule.h"

namespace counterweight {

// Two classes: of the positive class. More: average_precision is the macro mean over every class
// but the majority class; roc_auc, f1, precision, recall, best_f1 are macro means over all classes
// (one against the rest). A class without a row here (or, for ROC AUC, with nothing else) is left
// out of the means.
struct Figures {
  int64_t row_count = 0;
  double average_precision = 0;
  // 95 % bootstrap interval of it (bootstrap.h): low <= average_precision <= high. Equal rows give
  // equal intervals.
  double average_precision_low = 0, average_precision_high = 0;
  double roc_auc = 0;
  double f1 = 0, precision = 0, recall = 0;  // at the decision rule; 0 where undefined
  double balanced_accuracy = 0;              // mean recall over the classes present
  double geometric_mean = 0;                 // of those recalls
  double matthews_correlation = 0;           // Gorodkin 2004 for several classes; 0 if undefined
  double brier_score =
      0;                // two classes: mean (p - y)^2; more: mean over rows of the sum over classes
  double log_loss = 0;  // probabilities clipped to [1e-15, 1 - 1e-15]
  double expected_calibration_error = 0;  // 15 equal-width bins; of the positive class, or macro
  double best_f1 = 0;
  std::vector<int64_t> confusion;               // [classes, classes], row = true class
  std::vector<double> class_average_precision;  // [classes], NaN where the class has no row

  void Encode(ByteWriter& writer) const;
  static Figures Decode(ByteReader& reader);
};

// scores: row-major [rows, score_columns]: what ranks (1 column: the positive class's log-odds;
// else one per class). probabilities: row-major [rows, class_count]. labels [rows], each <
// class_count. majority_class: of the training rows. INVALID_ARGUMENT: no rows, sizes that do not
// agree, a NaN, two classes of which one has no row.
absl::StatusOr<Figures> ComputeFigures(absl::Span<const float> scores, int score_columns,
                                       absl::Span<const float> probabilities,
                                       absl::Span<const uint32_t> labels, int class_count,
                                       int positive_class, int majority_class,
                                       const DecisionRule& rule);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_FIGURES_H_
