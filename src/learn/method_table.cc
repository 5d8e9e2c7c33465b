#include "src/learn/method_table.h"

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/learn/meta_method.h"
#include "src/learn/plain_method.h"

namespace counterweight {
namespace {

using Factory = std::unique_ptr<TrainingMethod> (*)(const TrainingProblem&, const NetworkShape&,
                                                    const TrainingOptions&, uint64_t seed);

struct Entry {
  absl::string_view name;
  Factory make;
};

// Every method there is: one line each.
constexpr Entry kMethods[] = {
    {"meta",
     [](const TrainingProblem& problem, const NetworkShape& shape, const TrainingOptions& options,
        uint64_t seed) -> std::unique_ptr<TrainingMethod> {
       return std::make_unique<MetaMethod>(problem, shape, options, seed);
     }},
    {"plain",
     [](const TrainingProblem& problem, const NetworkShape&, const TrainingOptions&, uint64_t)
         -> std::unique_ptr<TrainingMethod> { return std::make_unique<PlainMethod>(problem); }},
};

}  // namespace

absl::StatusOr<std::unique_ptr<TrainingMethod>> MakeTrainingMethod(absl::string_view name,
                                                                   const TrainingProblem& problem,
                                                                   const NetworkShape& shape,
                                                                   const TrainingOptions& options,
                                                                   uint64_t seed) {
  CW_RETURN_IF_ERROR(ValidateMethod(name));
  for (const Entry& entry : kMethods) {
    if (entry.name == name) return entry.make(problem, shape, options, seed);
  }
  return absl::InternalError(absl::StrCat("method \"", name, "\" is listed but not implemented"));
}

}  // namespace counterweight
