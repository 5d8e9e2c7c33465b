#include "src/evaluation/figures.h"

#include <cmath>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/evaluation/bootstrap.h"
#include "src/evaluation/class_scores.h"
#include "src/evaluation/confusion_matrix.h"
#include "src/evaluation/probability_figures.h"
#include "src/evaluation/threshold_counts.h"

namespace counterweight {
namespace {

// Of the interval's resamples. Fixed, so that whoever scores the same rows again, in a job or on
// request, reads the same interval.
constexpr uint64_t kIntervalSeed = 1979;

// The arguments of ComputeFigures, checked. A view.
struct Evaluation {
  absl::Span<const float> scores;
  int score_columns;
  ProbabilityTable table;
  int positive_class;
  int majority_class;

  bool is_two_class() const { return table.class_count == 2; }
};

bool IsClass(int label, int class_count) { return label >= 0 && label < class_count; }

absl::Status CheckShapes(const Evaluation& evaluation, const DecisionRule& rule) {
  const ProbabilityTable& table = evaluation.table;
  const size_t rows = table.labels.size();
  const int classes = table.class_count;
  if (rows == 0) return absl::InvalidArgumentError("there are no rows to evaluate");
  if (classes < 2) return absl::InvalidArgumentError(absl::StrCat(classes, " classes"));
  if (evaluation.score_columns != ScoreColumns(classes) ||
      evaluation.scores.size() != rows * evaluation.score_columns ||
      table.probabilities.size() != rows * classes) {
    return absl::InvalidArgumentError(absl::StrCat(
        evaluation.scores.size(), " scores in ", evaluation.score_columns, " columns and ",
        table.probabilities.size(), " probabilities for ", rows, " rows of ", classes, " classes"));
  }
  if (rule.thresholds.size() != static_cast<size_t>(classes)) {
    return absl::InvalidArgumentError(
        absl::StrCat(rule.thresholds.size(), " thresholds for ", classes, " classes"));
  }
  if (!IsClass(evaluation.positive_class, classes) ||
      !IsClass(evaluation.majority_class, classes)) {
    return absl::InvalidArgumentError(absl::StrCat("positive class ", evaluation.positive_class,
                                                   " and majority class ",
                                                   evaluation.majority_class, " of ", classes));
  }
  return absl::OkStatus();
}

absl::Status CheckValues(const Evaluation& evaluation) {
  const ProbabilityTable& table = evaluation.table;
  for (size_t i = 0; i < evaluation.scores.size(); ++i) {
    if (!std::isnan(evaluation.scores[i])) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("a score of row ", i / evaluation.score_columns, " is NaN"));
  }
  for (size_t i = 0; i < table.probabilities.size(); ++i) {
    const float probability = table.probabilities[i];
    if (probability >= 0 && probability <= 1) continue;
    return absl::InvalidArgumentError(absl::StrCat("row ", i / table.class_count, ": probability ",
                                                   probability, " of class ", i % table.class_count,
                                                   " is not in [0, 1]"));
  }
  bool has_two_classes = false;
  for (size_t i = 0; i < table.labels.size(); ++i) {
    if (table.labels[i] >= static_cast<uint32_t>(table.class_count)) {
      return absl::InvalidArgumentError(absl::StrCat("row ", i, ": label ", table.labels[i], " of ",
                                                     table.class_count, " classes"));
    }
    has_two_classes = has_two_classes || table.labels[i] != table.labels[0];
  }
  if (has_two_classes) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("all ", table.labels.size(), " rows are of class ",
                                                 table.labels[0],
                                                 ": a ranking needs rows of another class"));
}

// Scores of one class against the rest.
std::vector<float> ClassScores(const Evaluation& evaluation, int label) {
  std::vector<float> scores(evaluation.table.rows());
  for (int64_t row = 0; row < evaluation.table.rows(); ++row) {
    if (!evaluation.is_two_class()) {
      scores[row] = evaluation.scores[row * evaluation.score_columns + label];
    } else {
      // The one score is the positive class's log-odds; the other class's are their negative.
      const float score = evaluation.scores[row];
      scores[row] = label == evaluation.positive_class ? score : -score;
    }
  }
  return scores;
}

absl::StatusOr<ThresholdCounts> CountClass(const Evaluation& evaluation, int label) {
  std::vector<uint8_t> is_label(evaluation.table.rows());
  for (int64_t row = 0; row < evaluation.table.rows(); ++row) {
    is_label[row] = evaluation.table.labels[row] == static_cast<uint32_t>(label);
  }
  return CountByThreshold(ClassScores(evaluation, label), is_label);
}

// Whether average_precision is of this class, among others or alone.
bool IsJudged(const Evaluation& evaluation, int label) {
  return evaluation.is_two_class() ? label == evaluation.positive_class
                                   : label != evaluation.majority_class;
}

// A mean that is built up value by value; 0 without values.
class Mean {
 public:
  void Add(double value) {
    sum_ += value;
    ++count_;
  }
  double value() const { return count_ == 0 ? 0.0 : sum_ / count_; }

 private:
  double sum_ = 0;
  int count_ = 0;
};

absl::Status FillRankingFigures(const Evaluation& evaluation, const ConfusionMatrix& confusion,
                                Figures& figures) {
  const int classes = evaluation.table.class_count;
  figures.class_average_precision.assign(classes, std::numeric_limits<double>::quiet_NaN());
  Mean average_precision, roc_auc, best_f1;
  for (int label = 0; label < classes; ++label) {
    if (confusion.actual(label) == 0) continue;
    CW_ASSIGN_OR_RETURN(const ThresholdCounts thresholds, CountClass(evaluation, label));
    figures.class_average_precision[label] = AveragePrecisionOf(thresholds);
    if (IsJudged(evaluation, label)) {
      average_precision.Add(figures.class_average_precision[label]);
    }
    // Two classes are reported as the positive one, more as means over them.
    if (evaluation.is_two_class() && label != evaluation.positive_class) continue;
    roc_auc.Add(RocAucOf(thresholds));
    best_f1.Add(BestF1Of(thresholds).f1);
  }
  figures.average_precision = average_precision.value();
  figures.roc_auc = roc_auc.value();
  figures.best_f1 = best_f1.value();
  return absl::OkStatus();
}

absl::Status FillInterval(const Evaluation& evaluation, const ConfusionMatrix& confusion,
                          Figures& figures) {
  std::vector<ClassRanking> rankings;
  for (int label = 0; label < evaluation.table.class_count; ++label) {
    if (confusion.actual(label) == 0 || !IsJudged(evaluation, label)) continue;
    rankings.push_back({label, ClassScores(evaluation, label)});
  }
  CW_ASSIGN_OR_RETURN(
      const Interval interval,
      AveragePrecisionInterval(rankings, evaluation.table.labels, evaluation.table.class_count,
                               RandomStream(kIntervalSeed, "average precision interval")));
  figures.average_precision_low = interval.low;
  figures.average_precision_high = interval.high;
  return absl::OkStatus();
}

void FillDecisionFigures(const Evaluation& evaluation, const ConfusionMatrix& confusion,
                         Figures& figures) {
  Mean f1, precision, recall, all_recalls, log_recalls;
  for (int label = 0; label < evaluation.table.class_count; ++label) {
    if (confusion.actual(label) == 0) continue;
    all_recalls.Add(confusion.Recall(label));
    log_recalls.Add(std::log(confusion.Recall(label)));  // of 0: -infinity, whose exp is 0 again
    if (evaluation.is_two_class() && label != evaluation.positive_class) continue;
    f1.Add(confusion.F1(label));
    precision.Add(confusion.Precision(label));
    recall.Add(confusion.Recall(label));
  }
  figures.f1 = f1.value();
  figures.precision = precision.value();
  figures.recall = recall.value();
  figures.balanced_accuracy = all_recalls.value();
  figures.geometric_mean = std::exp(log_recalls.value());
  figures.matthews_correlation = confusion.MatthewsCorrelation();
  figures.confusion = confusion.counts();
}

void FillProbabilityFigures(const Evaluation& evaluation, const ConfusionMatrix& confusion,
                            Figures& figures) {
  Mean calibration_error;
  for (int label = 0; label < evaluation.table.class_count; ++label) {
    if (evaluation.is_two_class() && label != evaluation.positive_class) continue;
    figures.brier_score += BrierScoreOf(evaluation.table, label);
    if (confusion.actual(label) == 0) continue;
    calibration_error.Add(ExpectedCalibrationErrorOf(evaluation.table, label));
  }
  figures.expected_calibration_error = calibration_error.value();
  figures.log_loss = LogLoss(evaluation.table);
}

}  // namespace

absl::StatusOr<Figures> ComputeFigures(absl::Span<const float> scores, int score_columns,
                                       absl::Span<const float> probabilities,
                                       absl::Span<const uint32_t> labels, int class_count,
                                       int positive_class, int majority_class,
                                       const DecisionRule& rule) {
  const Evaluation evaluation = {
      scores, score_columns, {probabilities, labels, class_count}, positive_class, majority_class};
  CW_RETURN_IF_ERROR(CheckShapes(evaluation, rule));
  CW_RETURN_IF_ERROR(CheckValues(evaluation));
  const ConfusionMatrix confusion(rule, probabilities, labels, class_count);
  Figures figures;
  figures.row_count = static_cast<int64_t>(labels.size());
  CW_RETURN_IF_ERROR(FillRankingFigures(evaluation, confusion, figures));
  CW_RETURN_IF_ERROR(FillInterval(evaluation, confusion, figures));
  FillDecisionFigures(evaluation, confusion, figures);
  FillProbabilityFigures(evaluation, confusion, figures);
  return figures;
}

}  // namespace counterweight
