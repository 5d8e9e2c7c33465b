#include "src/learn/smooth_average_precision.h"

#include "src/tensor/operators.h"

namespace counterweight {

SmoothAveragePrecisionResult SmoothAveragePrecision(const at::Tensor& scores,
                                                    const at::Tensor& positive,
                                                    double temperature) {
  const at::Tensor rows = positive.nonzero().squeeze(1);  // of the positives, [P]
  const auto count = static_cast<double>(rows.numel());
  const at::Tensor is_positive = positive.to(scores.scalar_type());

  at::Tensor pairs = scores.unsqueeze(0) - scores.index_select(0, rows).unsqueeze(1);  // [P, n]
  pairs.div_(temperature).sigmoid_();
  pairs.scatter_(1, rows.unsqueeze(1),
                 1);  // the 1 in A_i; its slope S (1 - S) is 0, as it should be
  const at::Tensor above = pairs.matmul(is_positive);  // A_i
  const at::Tensor rank = pairs.sum(1);                // R_i

  // c_ia = D_ia ([a positive] / R_i - A_i / R_i^2) / P with D_ia = S_ia (1 - S_ia) / tau.
  const at::Tensor slope = pairs * (1 - pairs);
  const at::Tensor weight = is_positive.unsqueeze(0) - (above / rank).unsqueeze(1);
  const at::Tensor moved = slope * weight / (rank * (temperature * count)).unsqueeze(1);

  SmoothAveragePrecisionResult result;
  result.value = (above / rank).mean().item<double>();
  result.gradient = moved.sum(0);
  result.gradient.index_add_(0, rows, moved.sum(1), -1);
  return result;
}

}  // namespace counterweight
