#include "src/learn/learning_to_reweight.h"

#include <ATen/ops/ones.h>

#include <algorithm>
#include <vector>

#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// gradient [B]: d outer loss / d weight of one member's rows.
void RectifyAndNormalise(absl::Span<const float> gradient, absl::Span<float> weights) {
  double sum = 0;
  for (const float value : gradient) sum += std::max(0.0, -static_cast<double>(value));
  const double factor = sum > 0 ? static_cast<double>(weights.size()) / sum : 0.0;
  for (size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<float>(std::max(0.0, -static_cast<double>(gradient[i])) * factor);
  }
}

}  // namespace

absl::Status LearningToReweight::WeighRows(const TrainingState& state, const RealBatch& batch,
                                           absl::Span<float> weights) {
  const std::vector<float> none(weights.size(), 0.0f);
  CW_ASSIGN_OR_RETURN(const WeightGradient gradient,
                      hypergradient_.Compute(state, batch, none, at::ones({1})));
  const size_t rows = weights.size() / gradient.counts.size();
  for (size_t member = 0; member < gradient.counts.size(); ++member) {
    if (!gradient.counts[member]) continue;
    RectifyAndNormalise(absl::MakeConstSpan(gradient.values).subspan(member * rows, rows),
                        weights.subspan(member * rows, rows));
  }
  mean_weights_.Add(batch.rows, weights);
  return absl::OkStatus();
}

void LearningToReweight::DescribeOutcome(TrainedMembers& outcome) const {
  TrainingMethod::DescribeOutcome(outcome);
  outcome.row_weights = mean_weights_.Means();
}

}  // namespace counterweight
