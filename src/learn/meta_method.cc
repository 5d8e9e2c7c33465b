#include "src/learn/meta_method.h"

#include <ATen/ops/empty_like.h>

#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/learn/cross_entropy.h"
#include "src/network/parameter_gradient.h"

namespace counterweight {
namespace {

SyntheticSet MakeSet(const TrainingProblem& problem, const TrainingOptions& options,
                     uint64_t seed) {
  const TrainingSet& set = *problem.set;
  SyntheticSetOptions set_options;
  set_options.rows = options.synthetic_rows;
  set_options.neighbours = options.neighbours;
  set_options.lambda_max = options.lambda_max;
  return MakeSyntheticSet(set.features, set.labels, set.class_count, set.folds, problem.members,
                          set_options, RandomStream(seed, "synthetic set"));
}

std::vector<uint32_t> TargetsOf(const TrainingProblem& problem, const SyntheticSet& set) {
  std::vector<uint32_t> targets;
  for (const uint32_t label : set.classes) targets.push_back(problem.TargetOf(label));
  return targets;
}

// With two folds a row between them is nobody's: it took part in no training.
bool UsableByAny(const SyntheticSet& set, int64_t row) {
  for (size_t i = row; i < set.usable.size(); i += set.size()) {
    if (set.usable[i]) return true;
  }
  return false;
}

}  // namespace

MetaMethod::MetaMethod(const TrainingProblem& problem, const NetworkShape& shape,
                       const TrainingOptions& options, uint64_t seed)
    : TrainingMethod(problem),
      shape_(shape),
      options_(options),
      seed_(seed),
      set_(MakeSet(problem, options, seed)),
      synthetic_targets_(TargetsOf(problem, set_)),
      contributions_(set_, problem.set->class_count, problem.members,
                     {options.mass, options.contribution_rate, options.mass_rate}),
      row_contributions_(problem, seed),
      outer_problem_(problem, shape, options.temperature, seed),
      row_products_(problem.set->encoding, shape) {}

bool MetaMethod::SyntheticRowsJoined(int64_t step) const {
  return static_cast<double>(step) >= options_.synth_start * options_.steps;
}

MemberRows MetaMethod::DrawSyntheticBatch(int64_t step) const {
  RandomStream stream(seed_, "synthetic batch", step);
  MemberRows rows(problem().members);
  for (std::vector<int64_t>& member : rows) {
    for (int i = 0; i < options_.synthetic_batch; ++i) {
      member.push_back(static_cast<int64_t>(stream.Below(set_.size())));
    }
  }
  return rows;
}

at::Tensor MetaMethod::SyntheticOutputGradient(const MemberRows& rows,
                                               absl::Span<double> losses) const {
  at::Tensor gradient = at::empty_like(pass_.outputs);
  const int64_t outputs = shape_.outputs();
  const float* values = pass_.outputs.data_ptr<float>();
  float* out = gradient.data_ptr<float>();
  for (size_t member = 0; member < rows.size(); ++member) {
    for (const int64_t row : rows[member]) {
      const double coefficient =
          contributions_.Coefficient(static_cast<int>(member), row) / options_.synthetic_batch;
      losses[member] += coefficient * CrossEntropy(values, outputs, synthetic_targets_[row], out);
      for (int64_t c = 0; c < outputs; ++c) out[c] *= static_cast<float>(coefficient);
      values += outputs;
      out += outputs;
    }
  }
  return gradient;
}

absl::Status MetaMethod::AddGradient(const TrainingState& state, const at::Tensor& gradient,
                                     absl::Span<double> losses) {
  joined_ = SyntheticRowsJoined(state.step);
  if (!joined_) return absl::OkStatus();
  const MemberRows rows = DrawSyntheticBatch(state.step);
  EncodeMemberRows(problem().set->encoding, set_.features, rows, encoded_);
  RunForward(shape_, state.parameters, encoded_,
             Dropout{options_.dropout, RandomStream(seed_, "synthetic dropout", state.step)},
             pass_);
  RunBackward(pass_, SyntheticOutputGradient(rows, losses), deltas_);
  AddParameterGradient(shape_, pass_, deltas_, gradient);
  return absl::OkStatus();
}

absl::Status MetaMethod::AfterStep(const TrainingState& state) {
  if (!joined_ || state.step % options_.meta_every != 0) return absl::OkStatus();
  CW_ASSIGN_OR_RETURN(const OuterDirection outer, outer_problem_.Direction(state));
  outer_loss_ = outer.loss;
  contributions_.Update(row_products_.OfSharedRows(state.parameters, outer.direction, set_.features,
                                                   synthetic_targets_),
                        outer.counts);
  row_contributions_.Add(
      row_products_.OfMemberRows(state.parameters, outer.direction, problem().set->features,
                                 problem().targets, row_contributions_.NextSample()),
      outer.counts);
  return absl::OkStatus();
}

void MetaMethod::DescribeProgress(TrainingProgress& progress) const {
  if (!joined_) return;
  progress.outer_loss = outer_loss_;
  progress.synthetic_mass = contributions_.total_mass();
}

void MetaMethod::DescribeOutcome(TrainedMembers& outcome) const {
  TrainingMethod::DescribeOutcome(outcome);
  outcome.row_contributions = row_contributions_.Means();
  SyntheticOutcome synthetic;
  synthetic.set = set_;
  for (int64_t row = 0; row < set_.size(); ++row) {
    const double weight = UsableByAny(set_, row) ? contributions_.weights()[row] : 0.0;
    synthetic.contributions.push_back(static_cast<float>(weight));
  }
  synthetic.class_mass.assign(contributions_.masses().begin(), contributions_.masses().end());
  outcome.synthetic = std::move(synthetic);
}

void MetaMethod::Save(ByteWriter& writer) const {
  writer.Put<uint8_t>(joined_);
  writer.Put<uint8_t>(outer_loss_.has_value());
  writer.Put<double>(outer_loss_.value_or(0));
  contributions_.Save(writer);
  row_contributions_.Save(writer);
}

absl::Status MetaMethod::Restore(ByteReader& reader) {
  joined_ = reader.Get<uint8_t>() != 0;
  const bool has_outer_loss = reader.Get<uint8_t>() != 0;
  const auto outer_loss = reader.Get<double>();
  outer_loss_ = has_outer_loss ? std::optional<double>(outer_loss) : std::nullopt;
  CW_RETURN_IF_ERROR(contributions_.Restore(reader));
  return row_contributions_.Restore(reader);
}

}  // namespace counterweight
