#include "src/learn/class_weighted_method.h"

#include "src/base/class_counts.h"

namespace counterweight {

ClassWeightedMethod::ClassWeightedMethod(const TrainingProblem& problem)
    : TrainingMethod(problem),
      class_weights_(problem.set->class_count, 0.0f),
      target_weights_(problem.set->class_count, 0.0f) {
  const TrainingSet& set = *problem.set;
  const std::vector<int64_t> counts = CountClasses(set.labels, set.class_count);
  for (int c = 0; c < set.class_count; ++c) {
    if (counts[c] == 0) continue;
    const double even_share = static_cast<double>(problem.rows()) / set.class_count;
    const auto weight = static_cast<float>(even_share / static_cast<double>(counts[c]));
    class_weights_[c] = weight;
    target_weights_[problem.TargetOf(static_cast<uint32_t>(c))] = weight;
  }
}

absl::Status ClassWeightedMethod::WeighRows(const TrainingState&, const RealBatch& batch,
                                            absl::Span<float> weights) {
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = target_weights_[batch.targets[i]];
  return absl::OkStatus();
}

void ClassWeightedMethod::DescribeOutcome(TrainedMembers& outcome) const {
  TrainingMethod::DescribeOutcome(outcome);
  const std::vector<uint32_t>& labels = problem().set->labels;
  for (size_t row = 0; row < labels.size(); ++row) {
    outcome.row_weights[row] = class_weights_[labels[row]];
  }
}

}  // namespace counterweight
