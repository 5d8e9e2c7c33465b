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
  encoder_.EncodeMemberRows(matrix, rows, encoded_);
  RunForward(shape_, parameters, encoded_, std::nullopt, pass_);
  RunBackward(shape_, pass_, CrossEntropyGradient(pass_.outputs, GatherMemberValues(targets, rows)),
              deltas_);
  const LayerTangents tangents = RunTangents(shape_, pass_, direction);
  std::vector<float> derivatives = ValuesFromTensor<float>(
      PositionDerivative(shape_, pass_, deltas_, tangents,
                         CrossEntropyCurvatureProduct(pass_.outputs, tangents.back()), direction));
  const int64_t count = encoded_.count;
  for (size_t member = 0; member < rows.size(); ++member) {
    const auto own = static_cast<int64_t>(rows[member].size());
    float* const first = derivatives.data() + static_cast<int64_t>(member) * count * matrix.columns;
    std::fill(first + own * matrix.columns, first + count * matrix.columns, 0.0f);
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
