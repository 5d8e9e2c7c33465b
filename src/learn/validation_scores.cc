#include "src/learn/validation_scores.h"

#include <algorithm>
#include <limits>

#include "src/base/status_macros.h"
#include "src/evaluation/class_scores.h"
#include "src/evaluation/ranking.h"

namespace counterweight {
namespace {

// nullopt if the fold's rows are all of the class or all of others.
absl::StatusOr<std::optional<double>> FoldAveragePrecision(const TrainingProblem& problem,
                                                           const std::vector<int64_t>& rows,
                                                           const RankedClass& ranked,
                                                           absl::Span<const float> scores) {
  std::vector<float> fold_scores;
  std::vector<uint8_t> positive;
  for (const int64_t row : rows) {
    fold_scores.push_back(scores[row * problem.outputs + ranked.column]);
    positive.push_back(problem.set->labels[row] == ranked.label);
  }
  const auto positives = std::count(positive.begin(), positive.end(), 1);
  if (positives == 0 || positives == static_cast<int64_t>(rows.size())) return std::nullopt;
  CW_ASSIGN_OR_RETURN(const double value, AveragePrecision(fold_scores, positive));
  return value;
}

// A mean that knows whether it has anything to average.
class Mean {
 public:
  void Add(std::optional<double> value) {
    if (!value.has_value()) return;
    sum_ += *value;
    ++count_;
  }
  std::optional<double> value() const {
    if (count_ == 0) return std::nullopt;
    return sum_ / count_;
  }

 private:
  double sum_ = 0;
  int count_ = 0;
};

}  // namespace

std::vector<float> ValidationScorer::Outputs(const at::Tensor& parameters) {
  const int64_t outputs = problem_.outputs;
  std::vector<float> all(problem_.rows() * outputs, std::numeric_limits<float>::quiet_NaN());
  const int64_t longest = LongestCount(problem_.validation_rows);
  for (int64_t first = 0; first < longest; first += kRowsAtOnce) {
    const MemberRows rows = PartOfRows(problem_.validation_rows, first, kRowsAtOnce);
    problem_.encoder->EncodeMemberRows(problem_.set->features, rows, encoded_);
    RunForward(shape_, parameters, encoded_, std::nullopt, pass_);
    const float* values = pass_.outputs.data_ptr<float>();
    for (size_t member = 0; member < rows.size(); ++member) {
      const float* member_values = values + member * pass_.outputs.stride(0);
      for (const int64_t row : rows[member]) {
        std::copy(member_values, member_values + outputs, &all[row * outputs]);
        member_values += outputs;
      }
    }
  }
  return all;
}

std::vector<float> ValidationScorer::Score(const at::Tensor& parameters) {
  std::vector<float> scores = Outputs(parameters);
  for (int64_t row = 0; row < problem_.rows(); ++row) {
    OutputsToScores(absl::MakeSpan(&scores[row * problem_.outputs], problem_.outputs));
  }
  return scores;
}

absl::StatusOr<std::optional<double>> MeanFoldAveragePrecision(const TrainingProblem& problem,
                                                               absl::Span<const float> scores) {
  Mean folds;
  for (const std::vector<int64_t>& rows : problem.validation_rows) {
    Mean classes;
    for (const RankedClass& ranked : problem.ranked_classes) {
      CW_ASSIGN_OR_RETURN(const std::optional<double> value,
                          FoldAveragePrecision(problem, rows, ranked, scores));
      classes.Add(value);
    }
    folds.Add(classes.value());
  }
  return folds.value();
}

}  // namespace counterweight
