#include "src/evaluation/confusion_matrix.h"

#include <cmath>

namespace counterweight {
namespace {

double Ratio(int64_t part, int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(const DecisionRule& rule, absl::Span<const float> probabilities,
                                 absl::Span<const uint32_t> labels, int class_count)
    : class_count_(class_count),
      counts_(static_cast<size_t>(class_count) * class_count, 0),
      actual_(class_count, 0),
      called_(class_count, 0) {
  for (size_t i = 0; i < labels.size(); ++i) {
    const int label = rule.Label(probabilities.subspan(i * class_count, class_count));
    ++counts_[static_cast<size_t>(labels[i]) * class_count + label];
    ++actual_[labels[i]];
    ++called_[label];
  }
}

double ConfusionMatrix::Precision(int label) const { return Ratio(correct(label), called(label)); }

double ConfusionMatrix::Recall(int label) const { return Ratio(correct(label), actual(label)); }

double ConfusionMatrix::F1(int label) const {
  return Ratio(2 * correct(label), actual(label) + called(label));
}

double ConfusionMatrix::MacroF1() const {
  double sum = 0;
  int present = 0;
  for (int label = 0; label < class_count_; ++label) {
    if (actual(label) == 0) continue;
    sum += F1(label);
    ++present;
  }
  return present == 0 ? 0.0 : sum / present;
}

double ConfusionMatrix::MatthewsCorrelation() const {
  double rows = 0, all_correct = 0, agreement = 0, actual_squares = 0, called_squares = 0;
  for (int label = 0; label < class_count_; ++label) {
    const double of_class = static_cast<double>(actual(label));
    const double called_class = static_cast<double>(called(label));
    rows += of_class;
    all_correct += static_cast<double>(correct(label));
    agreement += of_class * called_class;
    actual_squares += of_class * of_class;
    called_squares += called_class * called_class;
  }
  const double actual_spread = rows * rows - actual_squares;
  const double called_spread = rows * rows - called_squares;
  if (actual_spread <= 0 || called_spread <= 0) return 0.0;
  return (all_correct * rows - agreement) / (std::sqrt(actual_spread) * std::sqrt(called_spread));
}

}  // namespace counterweight
