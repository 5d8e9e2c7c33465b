#include "src/learn/weighted_rows.h"

#include <ATen/ops/zeros_like.h>

#include "src/learn/cross_entropy.h"
#include "src/network/parameter_gradient.h"

namespace counterweight {

at::Tensor WeightedRows::OutputGradient(absl::Span<const uint32_t> targets, const MemberRows& rows,
                                        const Coefficient& coefficient,
                                        absl::Span<double> losses) const {
  at::Tensor gradient = at::zeros_like(pass_.outputs);
  const int64_t outputs = pass_.outputs.size(2);
  const int64_t stride = pass_.outputs.size(1) * outputs;
  for (size_t member = 0; member < rows.size(); ++member) {
    const float* values = pass_.outputs.data_ptr<float>() + member * stride;
    float* out = gradient.data_ptr<float>() + member * stride;
    for (const int64_t row : rows[member]) {
      const double factor = coefficient(static_cast<int>(member), row);
      losses[member] += factor * CrossEntropy(values, outputs, targets[row], out);
      for (int64_t c = 0; c < outputs; ++c) out[c] *= static_cast<float>(factor);
      values += outputs;
      out += outputs;
    }
  }
  return gradient;
}

void WeightedRows::AddGradient(const at::Tensor& parameters, const Matrix& matrix,
                               absl::Span<const uint32_t> targets, const MemberRows& rows,
                               const Coefficient& coefficient, std::optional<Dropout> dropout,
                               const at::Tensor& gradient, absl::Span<double> losses) {
  encoder_.EncodeMemberRows(matrix, rows, encoded_);
  RunForward(shape_, parameters, encoded_, dropout, pass_);
  RunBackward(shape_, pass_, OutputGradient(targets, rows, coefficient, losses), deltas_);
  AddParameterGradient(shape_, pass_, deltas_, gradient);
}

}  // namespace counterweight
