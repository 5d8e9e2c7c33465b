#include "src/learn/fixed_method.h"

#include "src/base/status_macros.h"

namespace counterweight {

FixedMethod::FixedMethod(const TrainingProblem& problem, const NetworkShape& shape,
                         const TrainingOptions& options, uint64_t seed)
    : TrainingMethod(problem),
      options_(options),
      synthetic_rows_(problem, shape, options, seed),
      contributions_(
          problem.members,
          SyntheticContributions(synthetic_rows_.set(), problem.set->class_count, problem.members,
                                 {options.mass, options.contribution_rate, options.mass_rate})),
      row_contributions_(problem, seed),
      outer_problem_(problem, shape, options.temperature, seed),
      row_products_(*problem.encoder, shape) {}

absl::Status FixedMethod::AddGradient(const TrainingState& state, const at::Tensor& gradient,
                                      absl::Span<double> losses) {
  joined_ = SyntheticRowsJoined(options_, state.step);
  if (joined_) synthetic_rows_.AddGradient(state, contributions_, gradient, losses);
  return absl::OkStatus();
}

absl::Status FixedMethod::AfterStep(const TrainingState& state) {
  if (!joined_ || state.step % options_.meta_every != 0) return absl::OkStatus();
  CW_ASSIGN_OR_RETURN(const OuterDirection outer, outer_problem_.Direction(state));
  outer_loss_ = outer.loss;
  RealSample sample;
  sample.rows = row_contributions_.NextSample();
  sample.products = row_products_.OfMemberRows(
      state.parameters, outer.direction, problem().set->features, problem().targets, sample.rows);
  Learn(state, outer, sample);
  row_contributions_.Add(sample.products, outer.counts);
  return absl::OkStatus();
}

void FixedMethod::Learn(const TrainingState&, const OuterDirection&, const RealSample&) {}

void FixedMethod::DescribeProgress(TrainingProgress& progress) const {
  if (!joined_) return;
  progress.outer_loss = outer_loss_;
  progress.synthetic_mass = MeanTotalMass(contributions_);
}

void FixedMethod::DescribeOutcome(TrainedMembers& outcome) const {
  TrainingMethod::DescribeOutcome(outcome);
  outcome.row_contributions = row_contributions_.Means();
  outcome.synthetic = synthetic_rows_.Outcome(contributions_);
}

void FixedMethod::Save(ByteWriter& writer) const {
  writer.Put<uint8_t>(joined_);
  writer.Put<uint8_t>(outer_loss_.has_value());
  writer.Put<double>(outer_loss_.value_or(0));
  contributions_.Save(writer);
  row_contributions_.Save(writer);
}

absl::Status FixedMethod::Restore(ByteReader& reader) {
  joined_ = reader.Get<uint8_t>() != 0;
  const bool has_outer_loss = reader.Get<uint8_t>() != 0;
  const auto outer_loss = reader.Get<double>();
  outer_loss_ = has_outer_loss ? std::optional<double>(outer_loss) : std::nullopt;
  CW_RETURN_IF_ERROR(contributions_.Restore(reader));
  return row_contributions_.Restore(reader);
}

}  // namespace counterweight
