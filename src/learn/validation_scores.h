// Every training row scored by the member that does not train on it.
#ifndef COUNTERWEIGHT_SRC_LEARN_VALIDATION_SCORES_H_
#define COUNTERWEIGHT_SRC_LEARN_VALIDATION_SCORES_H_

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "src/learn/training_problem.h"
#include "src/network/forward_pass.h"

namespace counterweight {

// Holds the buffers of its passes. Borrows the problem.
class ValidationScorer {
 public:
  ValidationScorer(const TrainingProblem& problem, const NetworkShape& shape)
      : problem_(problem), shape_(shape) {}

  // parameters [K, P] float. Out: row-major [n, outputs], the networks' outputs; NaN for a row that
  // is in no member's fold.
  std::vector<float> Outputs(const at::Tensor& parameters);
  // The same as scores (evaluation/class_scores.h).
  std::vector<float> Score(const at::Tensor& parameters);

 private:
  const TrainingProblem& problem_;
  NetworkShape shape_;
  EncodedRows encoded_;
  ForwardPass pass_;
};

// Mean over folds of the average precision of the fold's rows, itself the mean over the ranked
// classes. A class without positives or negatives in a fold, and a fold without such a class,
// counts nowhere; nullopt if no fold counts. INVALID_ARGUMENT if a score is NaN.
absl::StatusOr<std::optional<double>> MeanFoldAveragePrecision(const TrainingProblem& problem,
                                                               absl::Span<const float> scores);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_VALIDATION_SCORES_H_
