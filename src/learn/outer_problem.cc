#include "src/learn/outer_problem.h"

#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "src/base/random_stream.h"
#include "src/learn/ranking_loss.h"
#include "src/learn/validation_batch.h"
#include "src/network/parameter_gradient.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

// Parameters whose gradients have been next to nothing would otherwise own the whole direction.
constexpr double kLargestPreconditioner = 1e3;
constexpr double kSmallestNorm = 1e-12;

absl::Status CheckFinite(const at::Tensor& gradient, int64_t step) {
  for (int64_t member = 0; member < gradient.size(0); ++member) {
    if (std::isfinite(gradient[member].norm().item<double>())) continue;
    return absl::InternalError(
        absl::StrCat("the outer gradient of member ", member, " is not finite in step ", step + 1));
  }
  return absl::OkStatus();
}

}  // namespace

at::Tensor LookAheadDirection(const at::Tensor& gradient, const at::Tensor& preconditioner) {
  const at::Tensor ahead = gradient * preconditioner;
  return ahead / ahead.norm(2, 1, /*keepdim=*/true).clamp_min(kSmallestNorm).neg();
}

at::Tensor OuterProblem::OutputGradient(const MemberRows& rows, OuterDirection& result) const {
  at::Tensor gradient = at::zeros_like(pass_.outputs);
  double loss_sum = 0;
  for (int member = 0; member < problem_.members; ++member) {
    std::vector<uint32_t> labels;
    for (const int64_t row : rows[member]) labels.push_back(problem_.set->labels[row]);
    const auto count = static_cast<int64_t>(labels.size());
    const at::Tensor outputs = pass_.outputs.select(0, member).narrow(0, 0, count);
    const std::optional<RankingLoss> loss =
        ComputeRankingLoss(outputs, labels, problem_.ranked_classes, temperature_);
    result.counts.push_back(loss.has_value());
    if (!loss.has_value()) continue;
    loss_sum += loss->value;
    gradient.select(0, member).narrow(0, 0, count).copy_(loss->gradient);
  }
  const auto counting = std::count(result.counts.begin(), result.counts.end(), 1);
  if (counting > 0) result.loss = loss_sum / static_cast<double>(counting);
  return gradient;
}

absl::StatusOr<OuterDirection> OuterProblem::Direction(const TrainingState& state) {
  const MemberRows rows =
      DrawValidationBatch(problem_, RandomStream(seed_, "validation batch", state.step));
  EncodeMemberRows(problem_.set->encoding, problem_.set->features, rows, encoded_);
  RunForward(shape_, state.parameters, encoded_, std::nullopt, pass_);
  OuterDirection result;
  RunBackward(pass_, OutputGradient(rows, result), deltas_);
  const at::Tensor gradient = at::zeros_like(state.parameters);
  AddParameterGradient(shape_, pass_, deltas_, gradient);
  const absl::Status finite = CheckFinite(gradient, state.step);
  if (!finite.ok()) return finite;
  result.direction =
      LookAheadDirection(gradient, state.optimizer.Preconditioner(kLargestPreconditioner));
  return result;
}

}  // namespace counterweight
