#include "src/learn/meta_method.h"

#include "src/base/status_macros.h"

namespace counterweight {

MetaMethod::MetaMethod(const TrainingProblem& problem, const NetworkShape& shape,
                       const TrainingOptions& options, uint64_t seed)
    : FixedMethod(problem, shape, options, seed),
      usable_rows_(UsableRows(synthetic_rows().set(), problem.members)),
      position_derivatives_(*problem.encoder, shape) {
  if (options.learn_real) real_weights_.emplace(problem.members, RealRowWeights(problem));
  if (options.learn_positions) {
    positions_.emplace(synthetic_rows().set(), problem.members,
                       MovableColumns(problem.set->encoding, problem.set->features));
  }
}

absl::Status MetaMethod::WeighRows(const TrainingState&, const RealBatch& batch,
                                   absl::Span<float> weights) {
  if (!real_weights_.has_value()) return absl::OkStatus();
  float* weight = weights.data();
  for (size_t member = 0; member < batch.rows.size(); ++member) {
    const absl::Span<const float> of_rows = real_weights_->of(static_cast<int>(member)).weights();
    for (const int64_t row : batch.rows[member]) *weight++ = of_rows[row];
  }
  return absl::OkStatus();
}

void MetaMethod::MoveRows(const TrainingState& state, const OuterDirection& outer) {
  const SyntheticRows& rows = synthetic_rows();
  const std::vector<float> derivatives = SpreadMemberRows(
      position_derivatives_.OfMemberRows(state.parameters, outer.direction, rows.set().features,
                                         rows.targets(), usable_rows_),
      usable_rows_, rows.set().features.columns, rows.set().size());
  const double progress = static_cast<double>(state.step) / options().steps;
  positions_->Update(derivatives, outer.counts, progress, synthetic_rows().positions());
}

void MetaMethod::Learn(const TrainingState& state, const OuterDirection& outer,
                       const RealSample& sample) {
  const SyntheticRows& rows = synthetic_rows();
  const std::vector<float> products = SpreadMemberRows(
      row_products().OfMemberRows(state.parameters, outer.direction, rows.set().features,
                                  rows.targets(), usable_rows_),
      usable_rows_, 1, rows.set().size());
  contributions().Update(outer.counts, [&](SyntheticContributions& copy, auto counts) {
    copy.Update(products, counts);
  });
  if (real_weights_.has_value()) {
    real_weights_->Update(outer.counts, [&](RealRowWeights& copy, auto counts) {
      copy.Update(sample.rows, sample.products, counts);
    });
  }
  if (positions_.has_value()) MoveRows(state, outer);
}

void MetaMethod::DescribeOutcome(TrainedMembers& outcome) const {
  FixedMethod::DescribeOutcome(outcome);
  if (!real_weights_.has_value()) return;
  // What multiplied a row's loss: the mean over the members that train on it.
  outcome.row_weights.assign(problem().rows(), 0.0f);
  std::vector<int> members_of_row(problem().rows(), 0);
  for (int member = 0; member < problem().members; ++member) {
    const absl::Span<const float> weights = real_weights_->of(member).weights();
    for (const int64_t row : problem().training_rows[member]) {
      outcome.row_weights[row] += weights[row];
      ++members_of_row[row];
    }
  }
  for (int64_t row = 0; row < problem().rows(); ++row) {
    if (members_of_row[row] > 0) outcome.row_weights[row] /= members_of_row[row];
  }
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
