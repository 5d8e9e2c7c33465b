#include "src/learn/row_products.h"

#include <algorithm>

#include "src/learn/cross_entropy.h"
#include "src/network/contribution_product.h"

namespace counterweight {

std::vector<float> RowProducts::OfMemberRows(const at::Tensor& parameters,
                                             const at::Tensor& direction, const Matrix& matrix,
                                             absl::Span<const uint32_t> targets,
                                             const MemberRows& rows) {
  const int64_t count = LongestCount(rows);
  std::vector<float> products(static_cast<int64_t>(rows.size()) * count);
  for (int64_t first = 0; first < count; first += kRowsAtOnce) {
    const MemberRows part = PartOfRows(rows, first, kRowsAtOnce);
    encoder_.EncodeMemberRows(matrix, part, encoded_);
    RunForward(shape_, parameters, encoded_, std::nullopt, pass_);
    RunBackward(shape_, pass_,
                CrossEntropyGradient(pass_.outputs, GatherMemberValues(targets, part)), deltas_);
    const at::Tensor of_part = ContributionProduct(shape_, pass_, deltas_, direction);
    for (int64_t member = 0; member < of_part.size(0); ++member) {
      std::copy_n(of_part.data_ptr<float>() + member * encoded_.count, encoded_.count,
                  products.begin() + member * count + first);
    }
  }
  return products;
}

}  // namespace counterweight
