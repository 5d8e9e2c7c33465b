#include "src/learn/training_method.h"

#include <limits>

#include "src/learn/cross_entropy.h"

namespace counterweight {

RowPool TrainingMethod::pool() const {
  return {&problem_.set->features, problem_.targets, &problem_.training_rows};
}

float TrainingMethod::RowLoss(const float* outputs, int64_t count, uint32_t target,
                              float* gradient) const {
  return CrossEntropy(outputs, count, target, gradient);
}

absl::Status TrainingMethod::WeighRows(const TrainingState&, const RealBatch&, absl::Span<float>) {
  return absl::OkStatus();
}

absl::Status TrainingMethod::AddGradient(const TrainingState&, const at::Tensor&,
                                         absl::Span<double>) {
  return absl::OkStatus();
}

absl::Status TrainingMethod::AfterStep(const TrainingState&) { return absl::OkStatus(); }

void TrainingMethod::DescribeProgress(TrainingProgress&) const {}

void TrainingMethod::DescribeOutcome(TrainedMembers& outcome) const {
  outcome.row_weights.assign(problem_.rows(), 1.0f);
  outcome.row_contributions.assign(problem_.rows(), std::numeric_limits<float>::quiet_NaN());
}

void TrainingMethod::Save(ByteWriter&) const {}

absl::Status TrainingMethod::Restore(ByteReader&) { return absl::OkStatus(); }

}  // namespace counterweight
