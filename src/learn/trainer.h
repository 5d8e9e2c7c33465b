// The inner problem's loop, one step at a time, for every method.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAINER_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAINER_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/learn/checkpoint_selection.h"
#include "src/learn/train_members.h"
#include "src/learn/training_method.h"
#include "src/learn/training_observer.h"
#include "src/learn/training_problem.h"
#include "src/learn/training_state.h"
#include "src/learn/validation_scores.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// The network of a problem's members.
NetworkShape MemberShape(const TrainingProblem& problem, const TrainingOptions& options);

// Use: while not finished(), Step, and Evaluate when EvaluationDue; then Outcome. Borrows the
// problem and the method. Throws what LibTorch throws.
class Trainer {
 public:
  // options: in range (ValidateTrainingOptions).
  Trainer(const TrainingProblem& problem, const TrainingOptions& options, uint64_t seed,
          TrainingMethod& method);

  // All steps are done, or patience is at its end.
  bool finished() const;

  // INTERNAL, naming step and member, if a loss or a gradient is not finite.
  absl::Status Step();

  // After the steps so far: from 15 % of the run on every eval_every steps, and after the last
  // step.
  bool EvaluationDue() const;
  // Scores the averaged parameters on every fold and keeps them if they are the best.
  absl::Status Evaluate();
  // As of now; what is a mean since the last report starts anew.
  TrainingProgress Report();

  // Everything that later steps depend on.
  std::string Save() const;
  // A trainer of the same arguments continues where Save was called, bit for bit. DATA_LOSS if the
  // bytes do not fit. After an error the trainer is of no use.
  absl::Status Restore(absl::string_view bytes);

  // The best checkpoint's, once finished.
  absl::StatusOr<TrainedMembers> Outcome();

 private:
  void DrawBatch();
  // d weighted mean loss / d outputs of the real pass; fills the batch's losses and adds to the
  // members'.
  absl::StatusOr<at::Tensor> RealOutputGradient(absl::Span<double> losses);
  absl::Status CheckFinite(absl::Span<const double> values, absl::string_view what) const;

  const TrainingProblem& problem_;
  TrainingOptions options_;
  uint64_t seed_;
  TrainingMethod& method_;
  NetworkShape shape_;
  int64_t batch_rows_;  // B

  TrainingState state_;
  CheckpointSelection selection_;
  at::Tensor best_;  // [K, P]; undefined before the first evaluation
  std::optional<double> last_average_precision_;
  double loss_sum_ = 0;       // of the steps since the last report, mean over members
  int64_t loss_count_ = 0;    // steps since the last report
  double reported_loss_ = 0;  // of the last report

  // Buffers of a step.
  RealBatch batch_;
  at::Tensor gradient_;
  ForwardPass pass_;
  LayerDeltas deltas_;
  ValidationScorer scorer_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAINER_H_
