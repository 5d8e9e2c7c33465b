#include "src/learn/trainer.h"

#include <ATen/ops/empty_like.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/learn/learning_rate.h"
#include "src/network/gradient_clipping.h"
#include "src/network/initial_parameters.h"
#include "src/network/parameter_gradient.h"
#include "src/tensor/conversion.h"

namespace counterweight {
namespace {

constexpr double kLargestGradientNorm = 5.0;
constexpr double kAverageDecay = 0.98;
// Averages of fewer steps still hold too much of the random start.
constexpr double kFirstEvaluationShare = 0.15;

int64_t FewestTrainingRows(const MemberRows& rows) {
  size_t fewest = rows.front().size();
  for (const std::vector<int64_t>& member : rows) fewest = std::min(fewest, member.size());
  return static_cast<int64_t>(fewest);
}

TrainingState InitialState(const TrainingProblem& problem, const NetworkShape& shape,
                           const TrainingOptions& options, uint64_t seed) {
  AdamWOptions optimizer_options;
  optimizer_options.decay = options.decay;
  at::Tensor parameters = InitialParameters(shape, problem.members, at::kFloat,
                                            RandomStream(seed, "initial parameters"));
  at::Tensor averages = parameters.clone();
  return {0, std::move(parameters), std::move(averages),
          AdamW(shape, problem.members, at::kFloat, optimizer_options)};
}

void PutTensor(ByteWriter& writer, const at::Tensor& tensor) {
  writer.PutVector(tensor.defined() ? ValuesFromTensor<float>(tensor) : std::vector<float>());
}

// An empty vector is an undefined tensor; DATA_LOSS if the size is another.
absl::StatusOr<at::Tensor> GetTensor(ByteReader& reader, at::IntArrayRef sizes) {
  const std::vector<float> values = reader.GetVector<float>();
  if (values.empty()) return at::Tensor();
  const int64_t expected =
      std::accumulate(sizes.begin(), sizes.end(), int64_t{1}, std::multiplies<int64_t>());
  if (static_cast<int64_t>(values.size()) != expected) {
    return absl::DataLossError(absl::StrCat("the checkpoint holds ", values.size(),
                                            " parameters, but the networks have ", expected));
  }
  return TensorFromValues<float>(values, sizes);
}

}  // namespace

NetworkShape MemberShape(const TrainingProblem& problem, const TrainingOptions& options) {
  NetworkShape shape;
  shape.sizes.push_back(problem.encoder->layout().width());
  shape.sizes.insert(shape.sizes.end(), options.hidden.begin(), options.hidden.end());
  shape.sizes.push_back(problem.outputs);
  return shape;
}

Trainer::Trainer(const TrainingProblem& problem, const TrainingOptions& options, uint64_t seed,
                 TrainingMethod& method)
    : problem_(problem),
      options_(options),
      seed_(seed),
      method_(method),
      shape_(MemberShape(problem, options)),
      batch_rows_(std::min<int64_t>(options.batch, FewestTrainingRows(*method.pool().member_rows))),
      state_(InitialState(problem, shape_, options, seed)),
      selection_(options.patience),
      gradient_(at::empty_like(state_.parameters)),
      scorer_(problem, shape_) {
  batch_.rows.assign(problem.members, std::vector<int64_t>(batch_rows_));
}

bool Trainer::finished() const { return state_.step >= options_.steps || selection_.exhausted(); }

void Trainer::DrawBatch() {
  const RowPool pool = method_.pool();
  RandomStream stream(seed_, "batch", state_.step);
  for (int member = 0; member < problem_.members; ++member) {
    const std::vector<int64_t>& rows = (*pool.member_rows)[member];
    for (int64_t& row : batch_.rows[member]) row = rows[stream.Below(rows.size())];
  }
  problem_.encoder->EncodeMemberRows(*pool.features, batch_.rows, batch_.encoded);
  batch_.targets = GatherMemberValues(pool.targets, batch_.rows);
}

absl::StatusOr<at::Tensor> Trainer::RealOutputGradient(absl::Span<double> losses) {
  at::Tensor gradient = at::empty_like(pass_.outputs);
  const int64_t outputs = shape_.outputs();
  const float* values = pass_.outputs.data_ptr<float>();
  float* out = gradient.data_ptr<float>();
  const size_t rows = batch_.targets.size();
  batch_.losses.resize(rows);
  for (size_t i = 0; i < rows; ++i) {
    batch_.losses[i] =
        method_.RowLoss(values + i * outputs, outputs, batch_.targets[i], out + i * outputs);
  }
  std::vector<float> weights(rows, 1.0f);
  CW_RETURN_IF_ERROR(method_.WeighRows(state_, batch_, absl::MakeSpan(weights)));
  const double share = 1.0 / static_cast<double>(batch_rows_);
  for (size_t i = 0; i < rows; ++i) {
    losses[i / batch_rows_] += share * weights[i] * batch_.losses[i];
    const auto factor = static_cast<float>(share * weights[i]);
    for (int64_t c = 0; c < outputs; ++c) out[i * outputs + c] *= factor;
  }
  return gradient;
}

absl::Status Trainer::CheckFinite(absl::Span<const double> values, absl::string_view what) const {
  for (size_t member = 0; member < values.size(); ++member) {
    if (std::isfinite(values[member])) continue;
    return absl::InternalError(absl::StrCat("the ", what, " of member ", member,
                                            " is not finite in step ", state_.step + 1,
                                            "; a lower rate may help"));
  }
  return absl::OkStatus();
}

absl::Status Trainer::Step() {
  DrawBatch();
  RunForward(shape_, state_.parameters, batch_.encoded,
             Dropout{options_.dropout, RandomStream(seed_, "dropout", state_.step)}, pass_);
  std::vector<double> losses(problem_.members, 0.0);
  CW_ASSIGN_OR_RETURN(const at::Tensor output_gradient, RealOutputGradient(absl::MakeSpan(losses)));
  RunBackward(shape_, pass_, output_gradient, deltas_);
  gradient_.zero_();
  AddParameterGradient(shape_, pass_, deltas_, gradient_);
  CW_RETURN_IF_ERROR(method_.AddGradient(state_, gradient_, absl::MakeSpan(losses)));
  CW_RETURN_IF_ERROR(CheckFinite(losses, "loss"));
  CW_RETURN_IF_ERROR(CheckFinite(ClipGradients(gradient_, kLargestGradientNorm), "gradient"));

  state_.optimizer.Step(gradient_, LearningRate(options_.rate, state_.step, options_.steps),
                        state_.parameters);
  state_.averages.lerp_(state_.parameters, 1 - kAverageDecay);
  CW_RETURN_IF_ERROR(method_.AfterStep(state_));
  ++state_.step;
  loss_sum_ += std::accumulate(losses.begin(), losses.end(), 0.0) / problem_.members;
  ++loss_count_;
  return absl::OkStatus();
}

bool Trainer::EvaluationDue() const {
  if (state_.step == options_.steps) return true;
  const bool early = static_cast<double>(state_.step - 1) <= kFirstEvaluationShare * options_.steps;
  return !early && state_.step % options_.eval_every == 0;
}

absl::Status Trainer::Evaluate() {
  const std::vector<float> scores = scorer_.Score(state_.averages);
  const absl::StatusOr<std::optional<double>> value = MeanFoldAveragePrecision(problem_, scores);
  if (!value.ok()) {
    return absl::InternalError(absl::StrCat("the validation scores after step ", state_.step, ": ",
                                            value.status().message()));
  }
  last_average_precision_ = *value;
  if (value->has_value() && selection_.Add(state_.step, **value)) best_ = state_.averages.clone();
  return absl::OkStatus();
}

TrainingProgress Trainer::Report() {
  if (loss_count_ > 0) reported_loss_ = loss_sum_ / static_cast<double>(loss_count_);
  loss_sum_ = 0;
  loss_count_ = 0;
  int64_t training_rows = 0;
  for (const std::vector<int64_t>& rows : *method_.pool().member_rows) {
    training_rows += static_cast<int64_t>(rows.size());
  }
  TrainingProgress progress;
  progress.step = state_.step;
  progress.total_steps = options_.steps;
  progress.rows_seen = state_.step * batch_rows_ * problem_.members;
  progress.epoch = static_cast<double>(progress.rows_seen) / static_cast<double>(training_rows);
  progress.training_loss = reported_loss_;
  progress.validation_average_precision = last_average_precision_;
  progress.best_validation_average_precision = selection_.best_value();
  method_.DescribeProgress(progress);
  return progress;
}

std::string Trainer::Save() const {
  ByteWriter writer;
  writer.Put(state_.step);
  PutTensor(writer, state_.parameters);
  PutTensor(writer, state_.averages);
  writer.Put(state_.optimizer.state().steps);
  PutTensor(writer, state_.optimizer.state().first_moment);
  PutTensor(writer, state_.optimizer.state().second_moment);
  selection_.Save(writer);
  PutTensor(writer, best_);
  writer.Put<uint8_t>(last_average_precision_.has_value());
  writer.Put<double>(last_average_precision_.value_or(0));
  writer.Put(loss_sum_);
  writer.Put(loss_count_);
  writer.Put(reported_loss_);
  method_.Save(writer);
  return writer.Take();
}

absl::Status Trainer::Restore(absl::string_view bytes) {
  const std::vector<int64_t> sizes = state_.parameters.sizes().vec();
  ByteReader reader(bytes);
  state_.step = reader.Get<int64_t>();
  CW_ASSIGN_OR_RETURN(state_.parameters, GetTensor(reader, sizes));
  CW_ASSIGN_OR_RETURN(state_.averages, GetTensor(reader, sizes));
  AdamWState optimizer;
  optimizer.steps = reader.Get<int64_t>();
  CW_ASSIGN_OR_RETURN(optimizer.first_moment, GetTensor(reader, sizes));
  CW_ASSIGN_OR_RETURN(optimizer.second_moment, GetTensor(reader, sizes));
  selection_.Restore(reader);
  CW_ASSIGN_OR_RETURN(best_, GetTensor(reader, sizes));
  const bool has_average_precision = reader.Get<uint8_t>() != 0;
  const auto average_precision = reader.Get<double>();
  loss_sum_ = reader.Get<double>();
  loss_count_ = reader.Get<int64_t>();
  reported_loss_ = reader.Get<double>();
  CW_RETURN_IF_ERROR(method_.Restore(reader));
  CW_RETURN_IF_ERROR(reader.status());
  if (!reader.AtEnd() || state_.step < 0 || !state_.parameters.defined() ||
      !state_.averages.defined() || !optimizer.first_moment.defined() ||
      !optimizer.second_moment.defined()) {
    return absl::DataLossError("the checkpoint's state is not whole");
  }
  last_average_precision_ =
      has_average_precision ? std::optional<double>(average_precision) : std::nullopt;
  state_.optimizer.Restore(optimizer);
  return absl::OkStatus();
}

absl::StatusOr<TrainedMembers> Trainer::Outcome() {
  // Where no fold can judge, the last averages are as good a choice as any.
  const at::Tensor& chosen = best_.defined() ? best_ : state_.averages;
  TrainedMembers outcome;
  for (const int64_t size : shape_.sizes) outcome.sizes.push_back(static_cast<int32_t>(size));
  outcome.members = problem_.members;
  outcome.parameters = ValuesFromTensor<float>(chosen);
  outcome.out_of_fold_outputs = scorer_.Outputs(chosen);
  outcome.best_validation_average_precision = selection_.best_value().value_or(0);
  outcome.best_step = best_.defined() ? selection_.best_step() : state_.step;
  method_.DescribeOutcome(outcome);
  return outcome;
}

}  // namespace counterweight
