#include "src/learn/meta_method.h"

#include "src/base/status_macros.h"

namespace counterweight {

MetaMethod::MetaMethod(const TrainingProblem& problem, const NetworkShape& shape,
                       const TrainingOptions& options, uint64_t seed)
    : FixedMethod(problem, shape, options, seed),
      position_derivatives_(problem.set->encoding, shape) {
  if (options.learn_real) real_weights_.emplace(problem);
  if (options.learn_positions) {
    positions_.emplace(synthetic_rows().set(), problem.members,
                       MovableColumns(problem.set->encoding, problem.set->features));
  }
}

absl::Status MetaMethod::WeighRows(const TrainingState&, const RealBatch& batch,
                                   absl::Span<float> weights) {
  if (!real_weights_.has_value()) return absl::OkStatus();
  float* weight = weights.data();
  for (const std::vector<int64_t>& member : batch.rows) {
    for (const int64_t row : member) *weight++ = real_weights_->weights()[row];
  }
  return absl::OkStatus();
}

void MetaMethod::MoveRows(const TrainingState& state, const OuterDirection& outer) {
  const SyntheticRows& rows = synthetic_rows();
  const std::vector<float> derivatives = position_derivatives_.OfSharedRows(
      state.parameters, outer.direction, rows.set().features, rows.targets());
  const double progress = static_cast<double>(state.step) / options().steps;
  positions_->Update(derivatives, outer.counts, progress, synthetic_rows().positions());
}

void MetaMethod::Learn(const TrainingState& state, const OuterDirection& outer,
                       const RealSample& sample) {
  contributions().Update(
      row_products().OfSharedRows(state.parameters, outer.direction,
                                  synthetic_rows().set().features, synthetic_rows().targets()),
      outer.counts);
  if (real_weights_.has_value()) real_weights_->Update(sample.rows, sample.products, outer.counts);
  if (positions_.has_value()) MoveRows(state, outer);
}

void MetaMethod::DescribeOutcome(TrainedMembers& outcome) const {
  FixedMethod::DescribeOutcome(outcome);
  if (!real_weights_.has_value()) return;
  const absl::Span<const float> weights = real_weights_->weights();
  outcome.row_weights.assign(weights.begin(), weights.end());
}

void MetaMethod::Save(ByteWriter& writer) const {
  FixedMethod::Save(writer);
  if (real_weights_.has_value()) real_weights_->Save(writer);
  if (positions_.has_value()) positions_->Save(synthetic_rows().set().features, writer);
}

absl::Status MetaMethod::Restore(ByteReader& reader) {
  CW_RETURN_IF_ERROR(FixedMethod::Restore(reader));
  if (real_weights_.has_value()) CW_RETURN_IF_ERROR(real_weights_->Restore(reader));
  if (!positions_.has_value()) return absl::OkStatus();
  return positions_->Restore(reader, synthetic_rows().positions());
}

}  // namespace counterweight
