// Names of training rules -> implementations.
#ifndef COUNTERWEIGHT_SRC_LEARN_METHOD_TABLE_H_
#define COUNTERWEIGHT_SRC_LEARN_METHOD_TABLE_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/learn/training_method.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// rule: of a method (recipe/training_methods.h). Borrows the problem.
// INVALID_ARGUMENT: an unknown rule. RESOURCE_EXHAUSTED: resampling would add too many rows
// (resampled_method.h).
absl::StatusOr<std::unique_ptr<TrainingMethod>> MakeTrainingMethod(absl::string_view rule,
                                                                   const TrainingProblem& problem,
                                                                   const NetworkShape& shape,
                                                                   const TrainingOptions& options,
                                                                   uint64_t seed);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_METHOD_TABLE_H_
