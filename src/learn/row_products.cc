#include "src/learn/row_products.h"

#include <algorithm>

#include "src/learn/cross_entropy.h"
#include "src/network/contribution_product.h"
#include "src/tensor/conversion.h"

namespace counterweight {
namespace {

// Rows that pass through the network together: bounds the memory of a large synthetic set.
constexpr int64_t kRowsAtOnce = 512;

}  // namespace

std::vector<float> RowProducts::Compute(const at::Tensor& parameters, const at::Tensor& direction,
                                        absl::Span<const uint32_t> targets) {
  RunForward(shape_, parameters, encoded_, std::nullopt, pass_);
  RunBackward(shape_, pass_, CrossEntropyGradient(pass_.outputs, targets), deltas_);
  return ValuesFromTensor<float>(ContributionProduct(shape_, pass_, deltas_, direction));
}

std::vector<float> RowProducts::OfMemberRows(const at::Tensor& parameters,
                                             const at::Tensor& direction, const Matrix& matrix,
                                             absl::Span<const uint32_t> targets,
                                             const MemberRows& rows) {
  encoder_.EncodeMemberRows(matrix, rows, encoded_);
  return Compute(parameters, direction, GatherMemberValues(targets, rows));
}

std::vector<float> RowProducts::OfSharedRows(const at::Tensor& parameters,
                                             const at::Tensor& direction, const Matrix& matrix,
                                             absl::Span<const uint32_t> targets) {
  const int64_t members = parameters.size(0);
  std::vector<float> products(members * matrix.rows);
  for (int64_t first = 0; first < matrix.rows; first += kRowsAtOnce) {
    const int64_t count = std::min(kRowsAtOnce, matrix.rows - first);
    encoder_.EncodeSharedRows(matrix, first, count, members, encoded_);
    std::vector<uint32_t> repeated;
    for (int64_t member = 0; member < members; ++member) {
      repeated.insert(repeated.end(), targets.begin() + first, targets.begin() + first + count);
    }
    const std::vector<float> part = Compute(parameters, direction, repeated);
    for (int64_t member = 0; member < members; ++member) {
      std::copy_n(part.begin() + member * count, count,
                  products.begin() + member * matrix.rows + first);
    }
  }
  return products;
}

}  // namespace counterweight
