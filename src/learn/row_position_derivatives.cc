#include "src/learn/row_position_derivatives.h"

#include <algorithm>
#include <numeric>

#include "src/learn/cross_entropy.h"
#include "src/tensor/conversion.h"

namespace counterweight {
namespace {

// Rows that pass through the network together: bounds the memory of a large synthetic set.
constexpr int64_t kRowsAtOnce = 512;

}  // namespace

std::vector<float> RowPositionDerivatives::OfMemberRows(const at::Tensor& parameters,
                                                        const at::Tensor& direction,
                                                        const Matrix& matrix,
                                                        absl::Span<const uint32_t> targets,
                                                        const MemberRows& rows) {
  EncodeMemberRows(encoding_, matrix, rows, encoded_);
  RunForward(shape_, parameters, encoded_, std::nullopt, pass_);
  RunBackward(pass_, CrossEntropyGradient(pass_.outputs, GatherMemberValues(targets, rows)),
              deltas_);
  const LayerTangents tangents = RunTangents(shape_, pass_, direction);
  const at::Tensor of_encoded =
      PositionDerivative(shape_, pass_, deltas_, tangents,
                         CrossEntropyCurvatureProduct(pass_.outputs, tangents.back()), direction)
          .contiguous();
  const int64_t count = of_encoded.size(1);
  const float* gradient = of_encoded.data_ptr<float>();
  std::vector<float> derivatives(rows.size() * count * matrix.columns, 0.0f);
  for (size_t member = 0; member < rows.size(); ++member) {
    for (size_t i = 0; i < rows[member].size(); ++i) {
      const int64_t position = static_cast<int64_t>(member) * count + static_cast<int64_t>(i);
      encoding_.TransposedJacobianProduct(matrix.row(rows[member][i]),
                                          gradient + position * encoding_.width(),
                                          derivatives.data() + position * matrix.columns);
    }
  }
  return derivatives;
}

std::vector<float> RowPositionDerivatives::OfSharedRows(const at::Tensor& parameters,
                                                        const at::Tensor& direction,
                                                        const Matrix& matrix,
                                                        absl::Span<const uint32_t> targets) {
  const int64_t members = parameters.size(0);
  std::vector<float> derivatives(members * matrix.rows * matrix.columns);
  for (int64_t first = 0; first < matrix.rows; first += kRowsAtOnce) {
    const int64_t count = std::min(kRowsAtOnce, matrix.rows - first);
    std::vector<int64_t> rows(count);
    std::iota(rows.begin(), rows.end(), first);
    const std::vector<float> part =
        OfMemberRows(parameters, direction, matrix, targets, MemberRows(members, rows));
    const int64_t values = count * matrix.columns;
    for (int64_t member = 0; member < members; ++member) {
      std::copy_n(part.begin() + member * values, values,
                  derivatives.begin() + (member * matrix.rows + first) * matrix.columns);
    }
  }
  return derivatives;
}

}  // namespace counterweight
