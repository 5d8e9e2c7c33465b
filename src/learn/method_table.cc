#include "src/learn/method_table.h"

#include "absl/strings/str_cat.h"
#include "src/learn/meta_method.h"
#include "src/learn/plain_method.h"

namespace counterweight {
namespace {

using Factory = std::unique_ptr<TrainingMethod> (*)(const TrainingProblem&, const NetworkShape&,
                                                    const TrainingOptions&, uint64_t seed);

struct Entry {
  absl::string_view rule;
  Factory make;
};

// Every rule there is: one line each.
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

absl::StatusOr<std::unique_ptr<TrainingMethod>> MakeTrainingMethod(absl::string_view rule,
                                                                   const TrainingProblem& problem,
                                                                   const NetworkShape& shape,
                                                                   const TrainingOptions& options,
                                                                   uint64_t seed) {
  for (const Entry& entry : kMethods) {
    if (entry.rule == rule) return entry.make(problem, shape, options, seed);
  }
  return absl::InvalidArgumentError(absl::StrCat("\"", rule, "\" is no training rule"));
}

}  // namespace counterweight
