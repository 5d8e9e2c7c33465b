// The outer problem: which way parameters should go so that the validation rows rank better.
#ifndef COUNTERWEIGHT_SRC_LEARN_OUTER_PROBLEM_H_
#define COUNTERWEIGHT_SRC_LEARN_OUTER_PROBLEM_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "src/learn/outer_gradient.h"
#include "src/learn/training_problem.h"
#include "src/learn/training_state.h"

namespace counterweight {

struct OuterDirection {
  // U [K, P]: minus the preconditioned gradient of the outer loss, norm 1 per member; 0 for a
  // member that does not count.
  at::Tensor direction;
  std::vector<uint8_t> counts;  // [K], 1 if the member's validation rows have a gradient
  std::optional<double> loss;   // mean outer loss of the members that count
};

// U = -P * G scaled to norm 1 per row; gradient and preconditioner [K, P]. A zero row stays zero.
at::Tensor LookAheadDirection(const at::Tensor& gradient, const at::Tensor& preconditioner);

// The outer loss is the ranking loss. Holds the buffers of its passes. Borrows the problem.
class OuterProblem {
 public:
  // temperature: of the ranking loss, in standard deviations of the scores.
  OuterProblem(const TrainingProblem& problem, const NetworkShape& shape, double temperature,
               uint64_t seed)
      : problem_(problem), temperature_(temperature), seed_(seed), pass_(problem, shape) {}

  // At state.parameters, one preconditioned step ahead, on the step's own validation rows, without
  // dropout. INTERNAL, naming step and member, if a gradient is not finite.
  absl::StatusOr<OuterDirection> Direction(const TrainingState& state);

 private:
  const TrainingProblem& problem_;
  double temperature_;
  uint64_t seed_;
  OuterGradientPass pass_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_OUTER_PROBLEM_H_
