#include "src/learn/paper_method.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/learn/synthetic_rows.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

constexpr double kLowDensityShare = 0.25;
constexpr double kLookAheadStep = 0.01;  // alpha
constexpr double kPointStep = 1000;      // large because a point is one row among many

SyntheticSet MakePoints(const TrainingProblem& problem, const TrainingOptions& options,
                        uint64_t seed) {
  const TrainingSet& set = *problem.set;
  SyntheticSetOptions set_options = SetOptionsOf(options);
  set_options.low_density_share = kLowDensityShare;
  return MakeSyntheticSet(set.features, set.labels, set.class_count, set.folds, problem.members,
                          set_options, RandomStream(seed, "synthetic set"));
}

}  // namespace

PaperMethod::PaperMethod(const TrainingProblem& problem, const NetworkShape& shape,
                         const TrainingOptions& options, uint64_t seed)
    : TrainingMethod(problem),
      options_(options),
      seed_(seed),
      set_(MakePoints(problem, options, seed)),
      targets_(SyntheticTargets(problem, set_)),
      usable_(UsableRows(set_, problem.members)),
      weighted_rows_(*problem.encoder, shape),
      outer_(problem, shape, ValidationWeighting::kRows, seed),
      position_derivatives_(*problem.encoder, shape) {}

MemberRows PaperMethod::DrawPoints(int64_t step) const {
  MemberRows points(usable_.size());
  if (!SyntheticRowsJoined(options_, step)) return points;
  RandomStream stream(seed_, "synthetic batch", step);
  for (size_t member = 0; member < usable_.size(); ++member) {
    if (usable_[member].empty()) continue;
    points[member].push_back(usable_[member][stream.Below(usable_[member].size())]);
  }
  return points;
}

absl::Status PaperMethod::WeighRows(const TrainingState& state, const RealBatch& batch,
                                    absl::Span<float> weights) {
  points_ = DrawPoints(state.step);
  batch_rows_ = static_cast<int64_t>(batch.rows.front().size());
  const auto share =
      static_cast<float>(static_cast<double>(batch_rows_) / static_cast<double>(batch_rows_ + 1));
  for (size_t member = 0; member < points_.size(); ++member) {
    if (points_[member].empty()) continue;
    const absl::Span<float> own = weights.subspan(member * batch_rows_, batch_rows_);
    std::fill(own.begin(), own.end(), share);
  }
  return absl::OkStatus();
}

absl::Status PaperMethod::AddGradient(const TrainingState& state, const at::Tensor& gradient,
                                      absl::Span<double> losses) {
  if (LongestCount(points_) == 0) return absl::OkStatus();
  const double share = 1.0 / static_cast<double>(batch_rows_ + 1);
  weighted_rows_.AddGradient(
      state.parameters, set_.features, targets_, points_, [&](int, int64_t) { return share; },
      std::nullopt, gradient, losses);
  const at::Tensor ahead = state.parameters - kLookAheadStep * gradient;
  CW_ASSIGN_OR_RETURN(const OuterGradient outer, outer_.Gradient(ahead, state.step));
  outer_loss_ = outer.loss;
  return MovePoints(state, outer.gradient.neg());
}

absl::Status PaperMethod::MovePoints(const TrainingState& state, const at::Tensor& direction) {
  const std::vector<float> derivatives = position_derivatives_.OfMemberRows(
      state.parameters, direction, set_.features, targets_, points_);
  const double factor = kPointStep * kLookAheadStep / static_cast<double>(batch_rows_ + 1);
  const int64_t columns = set_.features.columns;
  for (size_t member = 0; member < points_.size(); ++member) {
    // Two members may have drawn the same point: what they ask for adds up.
    for (const int64_t point : points_[member]) {
      float* position = set_.features.row(point);
      for (int64_t c = 0; c < columns; ++c) {
        position[c] -= static_cast<float>(factor * derivatives[member * columns + c]);
        if (std::isfinite(position[c])) continue;
        return absl::InternalError(absl::StrCat("synthetic point ", point, " of member ", member,
                                                " is not finite in step ", state.step + 1));
      }
    }
  }
  return absl::OkStatus();
}

void PaperMethod::DescribeProgress(TrainingProgress& progress) const {
  if (!outer_loss_.has_value()) return;
  progress.outer_loss = outer_loss_;
  progress.synthetic_mass = 1.0 / static_cast<double>(batch_rows_);
}

void PaperMethod::DescribeOutcome(TrainedMembers& outcome) const {
  TrainingMethod::DescribeOutcome(outcome);
  SyntheticOutcome synthetic;
  synthetic.set = set_;
  synthetic.class_mass.assign(problem().set->class_count, 0.0f);
  const auto mass = 1.0f / static_cast<float>(std::max<int64_t>(batch_rows_, 1));
  for (int64_t point = 0; point < set_.size(); ++point) {
    synthetic.contributions.push_back(UsableByAnyMember(set_, point) ? 1.0f : 0.0f);
    synthetic.class_mass[set_.classes[point]] = mass;
  }
  outcome.synthetic = std::move(synthetic);
}

void PaperMethod::Save(ByteWriter& writer) const {
  writer.PutVector(set_.features.values);
  writer.Put(batch_rows_);
  writer.Put<uint8_t>(outer_loss_.has_value());
  writer.Put<double>(outer_loss_.value_or(0));
}

absl::Status PaperMethod::Restore(ByteReader& reader) {
  std::vector<float> positions = reader.GetVector<float>();
  if (positions.size() != set_.features.values.size()) {
    return absl::DataLossError("the checkpoint's points are of another synthetic set");
  }
  set_.features.values = std::move(positions);
  batch_rows_ = reader.Get<int64_t>();
  const bool has_outer_loss = reader.Get<uint8_t>() != 0;
  const auto outer_loss = reader.Get<double>();
  outer_loss_ = has_outer_loss ? std::optional<double>(outer_loss) : std::nullopt;
  return absl::OkStatus();
}

}  // namespace counterweight
