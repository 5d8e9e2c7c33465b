// Row weights from a network of the row's loss (Shu et al. 2019, Meta-Weight-Net).
#ifndef COUNTERWEIGHT_SRC_LEARN_META_WEIGHT_NET_H_
#define COUNTERWEIGHT_SRC_LEARN_META_WEIGHT_NET_H_

#include <cstdint>

#include "src/learn/loss_weight_network.h"
#include "src/learn/mean_row_weights.h"
#include "src/learn/training_method.h"
#include "src/learn/weight_hypergradient.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// In every step the weights v(loss) of all members' batches (one network v) take a look-ahead step
// of the optimiser's own size, the class-balanced cross-entropy of the validation rows is
// differentiated through it, and v moves. The batch then weighs as the moved v says, divided by its
// mean over each member's batch. The losses v sees are the step's own, with dropout. row_weights of
// the outcome are means over the draws of a row.
class MetaWeightNet : public TrainingMethod {
 public:
  MetaWeightNet(const TrainingProblem& problem, const NetworkShape& shape,
                const TrainingOptions& options, uint64_t seed);

  absl::Status WeighRows(const TrainingState& state, const RealBatch& batch,
                         absl::Span<float> weights) override;
  void DescribeOutcome(TrainedMembers& outcome) const override;
  void Save(ByteWriter& writer) const override;
  absl::Status Restore(ByteReader& reader) override;

 private:
  // S of the look-ahead, broadcasts to [K, P].
  at::Tensor StepSizes(const TrainingState& state) const;
  absl::Status LearnNetwork(const TrainingState& state, const RealBatch& batch);

  TrainingOptions options_;
  WeightHypergradient hypergradient_;
  LossWeightNetwork network_;
  MeanRowWeights mean_weights_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_META_WEIGHT_NET_H_
