// Which of several trained settings answer, and with what weight.
#ifndef COUNTERWEIGHT_SRC_LEARN_SETTING_SELECTION_H_
#define COUNTERWEIGHT_SRC_LEARN_SETTING_SELECTION_H_

#include <vector>

#include "absl/status/statusor.h"
#include "src/learn/training_problem.h"

namespace counterweight {

// Greedy ensemble selection with replacement (Caruana et al. 2004) on out-of-fold outputs. Weights
// start at 1 for each setting; 12 times the setting is added whose addition gives the best mean of
// the folds' average precision (the mean of folds, since members' outputs are not on one scale).
// Ties: the first. outputs: per setting row-major [n, problem.outputs], at least one setting.
// Out: one weight per setting, sum 1. INVALID_ARGUMENT if an output of a scored row is NaN.
absl::StatusOr<std::vector<double>> SelectSettings(const TrainingProblem& problem,
                                                   const std::vector<std::vector<float>>& outputs);

// The weighted mean of the settings' outputs, as scores (evaluation/class_scores.h):
// row-major [n, problem.outputs].
std::vector<float> CombinedScores(const TrainingProblem& problem,
                                  const std::vector<std::vector<float>>& outputs,
                                  const std::vector<double>& weights);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_SETTING_SELECTION_H_
