#include "src/learn/outer_problem.h"

#include <algorithm>

#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/learn/ranking_loss.h"
#include "src/learn/validation_batch.h"
#include "src/network/gradient_clipping.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

// Parameters whose gradients have been next to nothing would otherwise own the whole direction.
constexpr double kLargestPreconditioner = 1e3;
constexpr double kSmallestNorm = 1e-12;

}  // namespace

at::Tensor LookAheadDirection(const at::Tensor& gradient, const at::Tensor& preconditioner) {
  at::Tensor direction = gradient * preconditioner;
  const std::vector<double> norms = MemberNorms(direction);
  for (size_t member = 0; member < norms.size(); ++member) {
    direction.select(0, static_cast<int64_t>(member))
        .mul_(-1 / std::max(norms[member], kSmallestNorm));
  }
  return direction;
}

absl::StatusOr<OuterDirection> OuterProblem::Direction(const TrainingState& state) {
  const auto ranking_loss = [&](const at::Tensor& outputs, absl::Span<const int64_t> rows) {
    std::vector<uint32_t> labels;
    for (const int64_t row : rows) labels.push_back(problem_.set->labels[row]);
    return ComputeRankingLoss(outputs, labels, problem_.ranked_classes, temperature_);
  };
  const MemberRows rows =
      DrawValidationBatch(problem_, RandomStream(seed_, "validation batch", state.step));
  CW_ASSIGN_OR_RETURN(const OuterGradient outer,
                      pass_.Compute(state.parameters, rows, ranking_loss, state.step));
  OuterDirection result;
  result.direction =
      LookAheadDirection(outer.gradient, state.optimizer.Preconditioner(kLargestPreconditioner));
  result.counts = outer.counts;
  result.loss = outer.loss;
  return result;
}

}  // namespace counterweight
