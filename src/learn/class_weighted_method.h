// Class weights: every class counts the same in the loss, however many rows it has.
#ifndef COUNTERWEIGHT_SRC_LEARN_CLASS_WEIGHTED_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_CLASS_WEIGHTED_METHOD_H_

#include <vector>

#include "src/learn/training_method.h"

namespace counterweight {

// A row of class c weighs n / (C n_c) in its batch's mean loss (King & Zeng 2001), n_c of the n
// training rows of all members being of class c: mean 1 over the training rows.
class ClassWeightedMethod : public TrainingMethod {
 public:
  explicit ClassWeightedMethod(const TrainingProblem& problem);

  absl::Status WeighRows(const TrainingState& state, const RealBatch& batch,
                         absl::Span<float> weights) override;
  void DescribeOutcome(TrainedMembers& outcome) const override;

 private:
  std::vector<float> class_weights_;   // [class_count]; 0 for a class without rows
  std::vector<float> target_weights_;  // the same by target (TrainingProblem::TargetOf)
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_CLASS_WEIGHTED_METHOD_H_
