#include "src/learn/row_position_derivatives.h"

#include <algorithm>

#include "src/learn/cross_entropy.h"

namespace counterweight {

std::vector<float> RowPositionDerivatives::OfMemberRows(const at::Tensor& parameters,
                                                        const at::Tensor& direction,
                                                        const Matrix& matrix,
                                                        absl::Span<const uint32_t> targets,
                                                        const MemberRows& rows) {
  const int64_t count = LongestCount(rows), columns = matrix.columns;
  std::vector<float> derivatives(static_cast<int64_t>(rows.size()) * count * columns, 0.0f);
  for (int64_t first = 0; first < count; first += kRowsAtOnce) {
    const MemberRows part = PartOfRows(rows, first, kRowsAtOnce);
    encoder_.EncodeMemberRows(matrix, part, encoded_);
    RunForward(shape_, parameters, encoded_, std::nullopt, pass_);
    RunBackward(shape_, pass_,
                CrossEntropyGradient(pass_.outputs, GatherMemberValues(targets, part)), deltas_);
    const LayerTangents tangents = RunTangents(shape_, pass_, direction);
    const at::Tensor of_part =
        PositionDerivative(shape_, pass_, deltas_, tangents,
                           CrossEntropyCurvatureProduct(pass_.outputs, tangents.back()), direction);
    for (size_t member = 0; member < part.size(); ++member) {
      const auto index = static_cast<int64_t>(member);
      std::copy_n(of_part.data_ptr<float>() + index * of_part.stride(0),
                  static_cast<int64_t>(part[member].size()) * columns,
                  derivatives.begin() + (index * count + first) * columns);
    }
  }
  return derivatives;
}

}  // namespace counterweight
