#include "src/learn/train_members.h"

#include <c10/core/InferenceMode.h>

#include <memory>

#include "src/base/status_macros.h"
#include "src/learn/method_table.h"
#include "src/learn/trainer.h"
#include "src/learn/training_checkpoint.h"
#include "src/learn/training_method.h"
#include "src/learn/training_problem.h"
#include "src/tensor/thread_budget.h"
#include "src/tensor/torch_guard.h"

namespace counterweight {
namespace {

// One step and what an observer is told about it.
absl::Status StepAndTell(Trainer& trainer, absl::string_view fingerprint,
                         TrainingObserver& observer) {
  CW_RETURN_IF_ERROR(trainer.Step());
  if (trainer.EvaluationDue()) {
    CW_RETURN_IF_ERROR(trainer.Evaluate());
    CW_RETURN_IF_ERROR(observer.OnProgress(trainer.Report()));
  }
  if (observer.WantsCheckpoint()) {
    // A name of its own, so that what Save returned is gone before the observer copies it.
    const std::string sealed = SealCheckpoint(fingerprint, trainer.Save());
    CW_RETURN_IF_ERROR(observer.OnCheckpoint(sealed));
  }
  return observer.Continue();
}

absl::StatusOr<TrainedMembers> Train(const TrainingSet& training, absl::string_view method_name,
                                     const TrainingOptions& options, uint64_t seed,
                                     absl::string_view checkpoint, TrainingObserver& observer) {
  CW_RETURN_IF_ERROR(ValidateTrainingOptions(options));
  CW_ASSIGN_OR_RETURN(const TrainingProblem problem, MakeTrainingProblem(training));
  CW_RETURN_IF_ERROR(SetThreadBudget(options.threads));
  CW_ASSIGN_OR_RETURN(
      const std::unique_ptr<TrainingMethod> method,
      MakeTrainingMethod(method_name, problem, MemberShape(problem, options), options, seed));
  Trainer trainer(problem, options, seed, *method);
  const std::string fingerprint = TrainingFingerprint(training, method_name, options, seed);
  if (!checkpoint.empty()) {
    CW_ASSIGN_OR_RETURN(const std::string state, OpenCheckpoint(checkpoint, fingerprint));
    CW_RETURN_IF_ERROR(trainer.Restore(state));
    // The end's own report would be missing where nothing is left to do.
    if (trainer.finished()) CW_RETURN_IF_ERROR(observer.OnProgress(trainer.Report()));
  }
  while (!trainer.finished()) {
    CW_RETURN_IF_ERROR(StepAndTell(trainer, fingerprint, observer));
  }
  return trainer.Outcome();
}

}  // namespace

absl::StatusOr<TrainedMembers> TrainMembers(const TrainingSet& training, absl::string_view method,
                                            const TrainingOptions& options, uint64_t seed,
                                            absl::string_view checkpoint,
                                            TrainingObserver& observer) {
  return GuardTorch("training", [&]() -> absl::StatusOr<TrainedMembers> {
    // Derivatives are written out: nothing here needs autograd's bookkeeping.
    const c10::InferenceMode without_autograd;
    return Train(training, method, options, seed, checkpoint, observer);
  });
}

}  // namespace counterweight
