// Cross-entropy of validation rows as an outer loss, for the methods that do not rank.
#ifndef COUNTERWEIGHT_SRC_LEARN_VALIDATION_CROSS_ENTROPY_H_
#define COUNTERWEIGHT_SRC_LEARN_VALIDATION_CROSS_ENTROPY_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/learn/outer_gradient.h"
#include "src/learn/training_problem.h"

namespace counterweight {

enum class ValidationWeighting : uint8_t {
  kRows,     // the mean over rows
  kClasses,  // the mean over the classes present of the mean over the class's rows
};

// outputs [n, C] float of rows `rows` of the problem's training set. nullopt: no row (kRows), or
// rows of fewer than two classes (kClasses), which would only ever ask for more of the one.
std::optional<OuterLoss> ValidationCrossEntropyLoss(const TrainingProblem& problem,
                                                    ValidationWeighting weighting,
                                                    const at::Tensor& outputs,
                                                    absl::Span<const int64_t> rows);

// kRows looks at 512 rows of each member's fold, drawn uniformly without replacement; kClasses at
// those of DrawValidationBatch. Holds the buffers of its passes. Borrows the problem.
class ValidationCrossEntropy {
 public:
  ValidationCrossEntropy(const TrainingProblem& problem, const NetworkShape& shape,
                         ValidationWeighting weighting, uint64_t seed)
      : problem_(problem), weighting_(weighting), seed_(seed), pass_(problem, shape) {}

  // At `parameters` [K, P], on the rows of the step of this 0-based number, without dropout.
  // INTERNAL, naming step and member, if a gradient is not finite.
  absl::StatusOr<OuterGradient> Gradient(const at::Tensor& parameters, int64_t step);

 private:
  MemberRows DrawRows(int64_t step) const;

  const TrainingProblem& problem_;
  ValidationWeighting weighting_;
  uint64_t seed_;
  OuterGradientPass pass_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_VALIDATION_CROSS_ENTROPY_H_
