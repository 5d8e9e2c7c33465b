#include "src/learn/weight_hypergradient.h"

#include <ATen/ops/zeros_like.h>

#include <algorithm>

#include "src/base/status_macros.h"
#include "src/learn/cross_entropy.h"
#include "src/network/contribution_product.h"
#include "src/network/parameter_gradient.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"

namespace counterweight {

bool WeightGradient::AnyCounts() const {
  return std::find(counts.begin(), counts.end(), 1) != counts.end();
}

at::Tensor WeightHypergradient::WeightedGradient(const TrainingState& state, const RealBatch& batch,
                                                 absl::Span<const float> weights) {
  RunForward(shape_, state.parameters, batch.encoded, std::nullopt, pass_);
  RunBackward(shape_, pass_, CrossEntropyGradient(pass_.outputs, batch.targets), deltas_);
  const int64_t members = batch.encoded.members;
  const int64_t rows = batch.encoded.count;
  const at::Tensor shares =
      TensorFromValues<float>(weights, {members, rows, 1}) / static_cast<double>(rows);
  // A row's deltas are linear in its loss, so its weight may multiply them as well.
  LayerDeltas weighted;
  for (const at::Tensor& delta : deltas_) weighted.push_back(delta * shares);
  const at::Tensor gradient = at::zeros_like(state.parameters);
  AddParameterGradient(shape_, pass_, weighted, gradient);
  return gradient;
}

absl::StatusOr<WeightGradient> WeightHypergradient::Compute(const TrainingState& state,
                                                            const RealBatch& batch,
                                                            absl::Span<const float> weights,
                                                            const at::Tensor& step_sizes) {
  const at::Tensor ahead = state.parameters - step_sizes * WeightedGradient(state, batch, weights);
  CW_ASSIGN_OR_RETURN(const OuterGradient outer, outer_.Gradient(ahead, state.step));
  const double share = -1.0 / static_cast<double>(batch.encoded.count);
  const at::Tensor direction = (outer.gradient * step_sizes).mul_(share).contiguous();
  return WeightGradient{
      ValuesFromTensor<float>(ContributionProduct(shape_, pass_, deltas_, direction)),
      outer.counts};
}

}  // namespace counterweight
