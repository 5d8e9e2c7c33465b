#include "src/learn/method_table.h"

#include "absl/strings/str_cat.h"
#include "src/augment/adasyn.h"
#include "src/augment/borderline_smote.h"
#include "src/augment/random_oversampling.h"
#include "src/augment/smote.h"
#include "src/augment/smote_nc.h"
#include "src/base/status_macros.h"
#include "src/learn/class_weighted_method.h"
#include "src/learn/fixed_method.h"
#include "src/learn/focal_method.h"
#include "src/learn/learning_to_reweight.h"
#include "src/learn/meta_method.h"
#include "src/learn/meta_weight_net.h"
#include "src/learn/paper_method.h"
#include "src/learn/plain_method.h"
#include "src/learn/resampled_method.h"

namespace counterweight {
namespace {

using Factory = std::unique_ptr<TrainingMethod> (*)(const TrainingProblem&, const NetworkShape&,
                                                    const TrainingOptions&, uint64_t seed);

struct Entry {
  absl::string_view rule;
  Factory make;
  // Not OK: the problem is too large for the rule. Null: none is.
  absl::Status (*check)(const TrainingProblem&) = nullptr;
};

template <Oversampler oversampler>
std::unique_ptr<TrainingMethod> MakeResampled(const TrainingProblem& problem, const NetworkShape&,
                                              const TrainingOptions&, uint64_t seed) {
  return std::make_unique<ResampledMethod>(problem, oversampler, seed);
}

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
    {"class_weighted",
     [](const TrainingProblem& problem, const NetworkShape&, const TrainingOptions&,
        uint64_t) -> std::unique_ptr<TrainingMethod> {
       return std::make_unique<ClassWeightedMethod>(problem);
     }},
    {"focal",
     [](const TrainingProblem& problem, const NetworkShape&, const TrainingOptions& options,
        uint64_t) -> std::unique_ptr<TrainingMethod> {
       return std::make_unique<FocalMethod>(problem, options.focal_gamma);
     }},
    {"random_oversampling", MakeResampled<RandomOversampling>, CheckNewRows},
    {"smote", MakeResampled<Smote>, CheckNewRows},
    {"borderline_smote", MakeResampled<BorderlineSmote>, CheckNewRows},
    {"adasyn", MakeResampled<Adasyn>, CheckNewRows},
    {"smote_nc", MakeResampled<SmoteNc>, CheckNewRows},
};

}  // namespace

absl::StatusOr<std::unique_ptr<TrainingMethod>> MakeTrainingMethod(absl::string_view rule,
                                                                   const TrainingProblem& problem,
                                                                   const NetworkShape& shape,
                                                                   const TrainingOptions& options,
                                                                   uint64_t seed) {
  for (const Entry& entry : kMethods) {
    if (entry.rule != rule) continue;
    if (entry.check != nullptr) CW_RETURN_IF_ERROR(entry.check(problem));
    return entry.make(problem, shape, options, seed);
  }
  return absl::InvalidArgumentError(absl::StrCat("\"", rule, "\" is no training rule"));
}

}  // namespace counterweight
