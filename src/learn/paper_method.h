// The published form of learned augmentation (Yasinnik, Salhov, Lindenbaum & Averbuch 2022, as the
// authors' public code shows it): positions of synthetic rows alone, no contributions.
#ifndef COUNTERWEIGHT_SRC_LEARN_PAPER_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_PAPER_METHOD_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "src/augment/synthetic_set.h"
#include "src/learn/row_position_derivatives.h"
#include "src/learn/training_method.h"
#include "src/learn/validation_cross_entropy.h"
#include "src/learn/weighted_rows.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// Plain training until synth_start of the steps (the published networks start from trained ones).
// From then on, in every step, each member draws one of the synthetic points z it may use and
//
//   g = gradient of the mean cross-entropy over [z; batch]      (each row counts 1 / (B + 1))
//   theta' = theta - 0.01 g                                     (a plain gradient step)
//   z <- z - 1000 * d/dz of the mean cross-entropy of theta' on 512 validation rows
//
// by the closed form of position_derivative.h, in every column. Points lie between neighbours of
// one rare class, one parent where the class is thinnest; as everywhere, a member uses a point only
// if both parents are its training rows.
//
// What is not as published, so that methods can be compared: the network is the common one (the
// options' hidden layers, not 128 and 16), theta moves by the common optimiser along g, with the
// common schedule and stopping rule, on batches of the common size and with dropout on the batch
// (not on the point); folds are cross-fitted; and with several classes every class but the largest
// has points.
class PaperMethod : public TrainingMethod {
 public:
  PaperMethod(const TrainingProblem& problem, const NetworkShape& shape,
              const TrainingOptions& options, uint64_t seed);

  absl::Status WeighRows(const TrainingState& state, const RealBatch& batch,
                         absl::Span<float> weights) override;
  absl::Status AddGradient(const TrainingState& state, const at::Tensor& gradient,
                           absl::Span<double> losses) override;
  void DescribeProgress(TrainingProgress& progress) const override;
  // Every point that anyone may use has contribution 1, every class with points mass 1 / B. Rows
  // have weight 1: the point takes as much from each.
  void DescribeOutcome(TrainedMembers& outcome) const override;
  void Save(ByteWriter& writer) const override;
  absl::Status Restore(ByteReader& reader) override;

 private:
  // [K] of one usable point each, or none: not yet, or none is usable.
  MemberRows DrawPoints(int64_t step) const;
  // direction [K, P]: U = -G, the gradient of the outer loss at theta'.
  absl::Status MovePoints(const TrainingState& state, const at::Tensor& direction);

  TrainingOptions options_;
  uint64_t seed_;
  SyntheticSet set_;               // features: z
  std::vector<uint32_t> targets_;  // [m]
  MemberRows usable_;              // [K], the points each member may use
  WeightedRows weighted_rows_;
  ValidationCrossEntropy outer_;
  RowPositionDerivatives position_derivatives_;
  MemberRows points_;                 // of this step
  int64_t batch_rows_ = 0;            // B; 0 before the first step
  std::optional<double> outer_loss_;  // of the last step that had points
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_PAPER_METHOD_H_
