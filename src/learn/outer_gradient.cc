#include "src/learn/outer_gradient.h"

#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/network/gradient_clipping.h"
#include "src/network/parameter_gradient.h"

namespace counterweight {
namespace {

absl::Status CheckFinite(const at::Tensor& gradient, int64_t step) {
  const std::vector<double> norms = MemberNorms(gradient);
  for (size_t member = 0; member < norms.size(); ++member) {
    if (std::isfinite(norms[member])) continue;
    return absl::InternalError(
        absl::StrCat("the outer gradient of member ", member, " is not finite in step ", step + 1));
  }
  return absl::OkStatus();
}

}  // namespace

at::Tensor OuterGradientPass::OutputGradient(const MemberRows& rows, const MemberLoss& member_loss,
                                             OuterGradient& result) const {
  at::Tensor gradient = at::zeros_like(pass_.outputs);
  double loss_sum = 0;
  for (int member = 0; member < problem_.members; ++member) {
    const auto count = static_cast<int64_t>(rows[member].size());
    const at::Tensor outputs = pass_.outputs.select(0, member).narrow(0, 0, count);
    const std::optional<OuterLoss> loss = member_loss(outputs, rows[member]);
    result.counts.push_back(loss.has_value());
    if (!loss.has_value()) continue;
    loss_sum += loss->value;
    gradient.select(0, member).narrow(0, 0, count).copy_(loss->gradient);
  }
  const auto counting = std::count(result.counts.begin(), result.counts.end(), 1);
  if (counting > 0) result.loss = loss_sum / static_cast<double>(counting);
  return gradient;
}

absl::StatusOr<OuterGradient> OuterGradientPass::Compute(const at::Tensor& parameters,
                                                         const MemberRows& rows,
                                                         const MemberLoss& member_loss,
                                                         int64_t step) {
  problem_.encoder->EncodeMemberRows(problem_.set->features, rows, encoded_);
  RunForward(shape_, parameters, encoded_, std::nullopt, pass_);
  OuterGradient result;
  RunBackward(shape_, pass_, OutputGradient(rows, member_loss, result), deltas_);
  result.gradient = at::zeros_like(parameters);
  AddParameterGradient(shape_, pass_, deltas_, result.gradient);
  CW_RETURN_IF_ERROR(CheckFinite(result.gradient, step));
  return result;
}

}  // namespace counterweight
