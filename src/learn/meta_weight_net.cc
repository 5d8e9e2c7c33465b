#include "src/learn/meta_weight_net.h"

#include <ATen/ops/full.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "src/base/status_macros.h"
#include "src/learn/learning_rate.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

constexpr double kLargestPreconditioner = 100.0;
// Before the optimiser knows its second moment, the look-ahead is a plain gradient step.
constexpr int64_t kPlainSteps = 5;
constexpr double kPlainStepSize = 0.05;
// Root mean square of the gradient that enters Adam: steps count the same early and late.
constexpr double kGradientScale = 0.05;
constexpr double kSmallestScale = 1e-12;
constexpr double kSmallestMean = 1e-6;

std::vector<double> Rescaled(absl::Span<const float> gradient) {
  double squares = 0;
  for (const float value : gradient) squares += static_cast<double>(value) * value;
  const double scale = std::sqrt(squares / static_cast<double>(gradient.size()));
  std::vector<double> rescaled(gradient.begin(), gradient.end());
  for (double& value : rescaled) value *= kGradientScale / std::max(scale, kSmallestScale);
  return rescaled;
}

void DivideByMean(absl::Span<float> weights) {
  double sum = 0;
  for (const float weight : weights) sum += weight;
  const double mean = std::max(sum / static_cast<double>(weights.size()), kSmallestMean);
  for (float& weight : weights) weight = static_cast<float>(weight / mean);
}

}  // namespace

MetaWeightNet::MetaWeightNet(const TrainingProblem& problem, const NetworkShape& shape,
                             const TrainingOptions& options, uint64_t seed)
    : TrainingMethod(problem),
      options_(options),
      hypergradient_(problem, shape, seed),
      network_(RandomStream(seed, "weight network")),
      mean_weights_(problem.rows()) {}

at::Tensor MetaWeightNet::StepSizes(const TrainingState& state) const {
  if (state.optimizer.state().steps <= kPlainSteps) return at::full({1}, kPlainStepSize);
  return state.optimizer.Preconditioner(kLargestPreconditioner) *
         LearningRate(options_.rate, state.step, options_.steps);
}

absl::Status MetaWeightNet::LearnNetwork(const TrainingState& state, const RealBatch& batch) {
  std::vector<float> weights;
  for (const float loss : batch.losses) {
    weights.push_back(static_cast<float>(network_.Weight(loss)));
  }
  CW_ASSIGN_OR_RETURN(const WeightGradient gradient,
                      hypergradient_.Compute(state, batch, weights, StepSizes(state)));
  // Without any judge, Adam's momentum alone would go on moving the network.
  if (!gradient.AnyCounts()) return absl::OkStatus();
  network_.Step(network_.Gradient(batch.losses, Rescaled(gradient.values)));
  return absl::OkStatus();
}

absl::Status MetaWeightNet::WeighRows(const TrainingState& state, const RealBatch& batch,
                                      absl::Span<float> weights) {
  CW_RETURN_IF_ERROR(LearnNetwork(state, batch));
  for (size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<float>(network_.Weight(batch.losses[i]));
  }
  const size_t rows = weights.size() / batch.rows.size();
  for (size_t first = 0; first < weights.size(); first += rows) {
    DivideByMean(weights.subspan(first, rows));
  }
  mean_weights_.Add(batch.rows, weights);
  return absl::OkStatus();
}

void MetaWeightNet::DescribeOutcome(TrainedMembers& outcome) const {
  TrainingMethod::DescribeOutcome(outcome);
  outcome.row_weights = mean_weights_.Means();
}

void MetaWeightNet::Save(ByteWriter& writer) const {
  network_.Save(writer);
  mean_weights_.Save(writer);
}

absl::Status MetaWeightNet::Restore(ByteReader& reader) {
  CW_RETURN_IF_ERROR(network_.Restore(reader));
  return mean_weights_.Restore(reader);
}

}  // namespace counterweight
