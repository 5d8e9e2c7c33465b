// What makes one way to learn from imbalanced rows differ from another.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAINING_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAINING_METHOD_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/learn/row_encoder.h"
#include "src/learn/train_members.h"
#include "src/learn/training_observer.h"
#include "src/learn/training_problem.h"
#include "src/learn/training_state.h"

namespace counterweight {

// The rows that members draw their batches from, uniformly with replacement. Borrowed.
struct RowPool {
  const Matrix* features = nullptr;
  absl::Span<const uint32_t> targets;       // [features->rows], as TrainingProblem::TargetOf
  const MemberRows* member_rows = nullptr;  // [K], which rows each member may draw: at least one
};

// The batch of a step, all members'.
struct RealBatch {
  MemberRows rows;                // [K] of B rows of the pool
  EncodedRows encoded;            // [K, B]
  std::vector<uint32_t> targets;  // [K * B]
  std::vector<float> losses;      // [K * B], with dropout
};

// One trainer (trainer.h) runs every method; a method overrides the hooks where it differs from
// plain empirical risk minimisation, which is what the defaults do. In a step the trainer draws a
// batch from pool(), takes RowLoss of every row, WeighRows, the gradient of the weighted mean,
// AddGradient, clips, steps, and calls AfterStep.
//
// A hook draws from its own named streams only (base/random_stream.h), so that it leaves the
// trainer's draws alone. What it must remember over a checkpoint it saves and restores.
class TrainingMethod {
 public:
  // Borrows the problem.
  explicit TrainingMethod(const TrainingProblem& problem) : problem_(problem) {}
  virtual ~TrainingMethod() = default;
  TrainingMethod(const TrainingMethod&) = delete;
  TrainingMethod& operator=(const TrainingMethod&) = delete;

  // The same from the first call on. Default: every member's training part.
  virtual RowPool pool() const;

  // Loss of one row and its gradient in the `count` outputs. Default: cross-entropy.
  virtual float RowLoss(const float* outputs, int64_t count, uint32_t target,
                        float* gradient) const;

  // weights [K * B], all 1: what multiplies the rows' losses.
  virtual absl::Status WeighRows(const TrainingState& state, const RealBatch& batch,
                                 absl::Span<float> weights);

  // Adds to the step's gradient [K, P] and to the members' losses [K] what is not of the real
  // batch.
  virtual absl::Status AddGradient(const TrainingState& state, const at::Tensor& gradient,
                                   absl::Span<double> losses);

  // Parameters and averages have moved; state.step is still this step's number.
  virtual absl::Status AfterStep(const TrainingState& state);

  virtual void DescribeProgress(TrainingProgress& progress) const;
  // row_weights (default 1), row_contributions (default NaN: none known) and synthetic.
  virtual void DescribeOutcome(TrainedMembers& outcome) const;

  virtual void Save(ByteWriter& writer) const;
  virtual absl::Status Restore(ByteReader& reader);

 protected:
  const TrainingProblem& problem() const { return problem_; }

 private:
  const TrainingProblem& problem_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAINING_METHOD_H_
