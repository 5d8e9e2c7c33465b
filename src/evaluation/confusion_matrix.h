// Which class was called which, and the figures that follow from it alone.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_CONFUSION_MATRIX_H_
#define COUNTERWEIGHT_SRC_EVALUATION_CONFUSION_MATRIX_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/evaluation/decision_rule.h"

namespace counterweight {

class ConfusionMatrix {
 public:
  // Counts of `rule` on rows: probabilities row-major [rows, class_count], labels [rows].
  ConfusionMatrix(const DecisionRule& rule, absl::Span<const float> probabilities,
                  absl::Span<const uint32_t> labels, int class_count);

  // Row-major [classes, classes], row = true class, column = label.
  const std::vector<int64_t>& counts() const { return counts_; }

  // Rows of the class, rows called it, and rows that are both.
  int64_t actual(int label) const { return actual_[label]; }
  int64_t called(int label) const { return called_[label]; }
  int64_t correct(int label) const { return counts_[label * class_count_ + label]; }

  // One class against the rest; 0 where undefined.
  double Precision(int label) const;
  double Recall(int label) const;
  double F1(int label) const;
  // Mean F1 of the classes that have a row; 0 if none has.
  double MacroF1() const;
  // Matthews' correlation coefficient, for several classes R_K (Gorodkin 2004), in [-1, 1]; 0 where
  // undefined (all rows of one class, or called one class).
  double MatthewsCorrelation() const;

 private:
  int class_count_;
  std::vector<int64_t> counts_, actual_, called_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_CONFUSION_MATRIX_H_
