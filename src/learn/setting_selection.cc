#include "src/learn/setting_selection.h"

#include <numeric>

#include "src/base/status_macros.h"
#include "src/evaluation/class_scores.h"
#include "src/learn/validation_scores.h"

namespace counterweight {
namespace {

constexpr int kAdditions = 12;

// Without a fold that can judge, no setting is better than another.
absl::StatusOr<double> ValueOf(const TrainingProblem& problem,
                               const std::vector<std::vector<float>>& outputs,
                               const std::vector<double>& weights) {
  CW_ASSIGN_OR_RETURN(const std::optional<double> value,
                      MeanFoldAveragePrecision(problem, CombinedScores(problem, outputs, weights)));
  return value.value_or(0);
}

}  // namespace

std::vector<float> CombinedScores(const TrainingProblem& problem,
                                  const std::vector<std::vector<float>>& outputs,
                                  const std::vector<double>& weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<float> scores(outputs.front().size(), 0.0f);
  for (size_t setting = 0; setting < outputs.size(); ++setting) {
    if (weights[setting] == 0) continue;
    const auto share = static_cast<float>(weights[setting] / total);
    for (size_t i = 0; i < scores.size(); ++i) scores[i] += share * outputs[setting][i];
  }
  for (int64_t row = 0; row < problem.rows(); ++row) {
    OutputsToScores(absl::MakeSpan(&scores[row * problem.outputs], problem.outputs));
  }
  return scores;
}

absl::StatusOr<std::vector<double>> SelectSettings(const TrainingProblem& problem,
                                                   const std::vector<std::vector<float>>& outputs) {
  std::vector<double> weights(outputs.size(), 1.0);
  for (int addition = 0; addition < kAdditions && outputs.size() > 1; ++addition) {
    size_t best = 0;
    double best_value = -1;
    for (size_t candidate = 0; candidate < outputs.size(); ++candidate) {
      std::vector<double> tried = weights;
      tried[candidate] += 1;
      CW_ASSIGN_OR_RETURN(const double value, ValueOf(problem, outputs, tried));
      if (value > best_value) {
        best = candidate;
        best_value = value;
      }
    }
    weights[best] += 1;
  }
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= total;
  return weights;
}

}  // namespace counterweight
