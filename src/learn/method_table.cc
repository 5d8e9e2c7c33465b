#include "src/learn/method_table.h"

#include "absl/strings/str_cat.h"
#include "src/learn/fixed_method.h"
#include "src/learn/learning_to_reweight.h"
#include "src/learn/meta_method.h"
#include "src/learn/meta_weight_net.h"
#include "src/learn/paper_method.h"
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
    {"fixed",
     [](const TrainingProblem& problem, const NetworkShape& shape, const TrainingOptions& options,
        uint64_t seed) -> std::unique_ptr<TrainingMethod> {
       return std::make_unique<FixedMethod>(problem, shape, options, seed);
     }},
    {"learning_to_reweight",
     [](const TrainingProblem& problem, const NetworkShape& shape, const TrainingOptions&,
        uint64_t seed) -> std::unique_ptr<TrainingMethod> {
       return std::make_unique<LearningToReweight>(problem, shape, seed);
     }},
    {"meta",
     [](const TrainingProblem& problem, const NetworkShape& shape, const TrainingOptions& options,
        uint64_t seed) -> std::unique_ptr<TrainingMethod> {
       return std::make_unique<MetaMethod>(problem, shape, options, seed);
     }},
    {"meta_weight_net",
     [](const TrainingProblem& problem, const NetworkShape& shape, const TrainingOptions& options,
        uint64_t seed) -> std::unique_ptr<TrainingMethod> {
       return std::make_unique<MetaWeightNet>(problem, shape, options, seed);
     }},
    {"paper",
     [](const TrainingProblem& problem, const NetworkShape& shape, const TrainingOptions& options,
        uint64_t seed) -> std::unique_ptr<TrainingMethod> {
       return std::make_unique<PaperMethod>(problem, shape, options, seed);
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
