// Row weights from one look-ahead step (Ren, Zeng, Yang & Urtasun 2018, algorithm 1).
#ifndef COUNTERWEIGHT_SRC_LEARN_LEARNING_TO_REWEIGHT_H_
#define COUNTERWEIGHT_SRC_LEARN_LEARNING_TO_REWEIGHT_H_

#include <cstdint>

#include "src/learn/mean_row_weights.h"
#include "src/learn/training_method.h"
#include "src/learn/weight_hypergradient.h"

namespace counterweight {

// In every step row i of a member's batch weighs max(0, <G, g_i>), normalised to sum B: G the
// gradient of the class-balanced cross-entropy of the member's validation rows, g_i that of the
// row's own loss, both at the current parameters (the published look-ahead from weights 0 along
// plain gradients). A batch of which no row lowers the validation loss weighs nothing. A member
// whose validation rows are of fewer than two classes trains with weights 1. row_weights of the
// outcome are means over the draws of a row.
class LearningToReweight : public TrainingMethod {
 public:
  LearningToReweight(const TrainingProblem& problem, const NetworkShape& shape, uint64_t seed)
      : TrainingMethod(problem),
        hypergradient_(problem, shape, seed),
        mean_weights_(problem.rows()) {}

  absl::Status WeighRows(const TrainingState& state, const RealBatch& batch,
                         absl::Span<float> weights) override;
  void DescribeOutcome(TrainedMembers& outcome) const override;
  void Save(ByteWriter& writer) const override { mean_weights_.Save(writer); }
  absl::Status Restore(ByteReader& reader) override { return mean_weights_.Restore(reader); }

 private:
  WeightHypergradient hypergradient_;
  MeanRowWeights mean_weights_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_LEARNING_TO_REWEIGHT_H_
