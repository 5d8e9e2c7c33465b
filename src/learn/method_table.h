// Method names -> implementations.
#ifndef COUNTERWEIGHT_SRC_LEARN_METHOD_TABLE_H_
#define COUNTERWEIGHT_SRC_LEARN_METHOD_TABLE_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/learn/training_method.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// name: one of recipe's AllMethods(). Borrows the problem.
// INVALID_ARGUMENT: an unknown name.
absl::StatusOr<std::unique_ptr<TrainingMethod>> MakeTrainingMethod(absl::string_view name,
                                                                   const TrainingProblem& problem,
                                                                   const NetworkShape& shape,
                                                                   const TrainingOptions& options,
                                                                   uint64_t seed);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_METHOD_TABLE_H_
