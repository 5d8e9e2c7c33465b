#include "src/learn/encoded_rows.h"

#include <algorithm>

#include "src/tensor/conversion.h"

namespace counterweight {

int64_t LongestCount(const MemberRows& rows) {
  size_t longest = 0;
  for (const std::vector<int64_t>& member : rows) longest = std::max(longest, member.size());
  return static_cast<int64_t>(longest);
}

void EncodeMemberRows(const RampEncoding& encoding, const Matrix& matrix, const MemberRows& rows,
                      at::Tensor& encoded) {
  const int64_t width = encoding.width();
  const int64_t count = LongestCount(rows);
  EnsureShape(encoded, {static_cast<int64_t>(rows.size()), count, width}, at::kFloat);
  float* out = encoded.data_ptr<float>();
  for (const std::vector<int64_t>& member : rows) {
    float* const end = out + count * width;
    for (const int64_t row : member) {
      encoding.EncodeRow(matrix.row(row), out);
      out += width;
    }
    std::fill(out, end, 0.0f);
    out = end;
  }
}

void EncodeSharedRows(const RampEncoding& encoding, const Matrix& matrix, int64_t first,
                      int64_t count, at::Tensor& encoded) {
  EnsureShape(encoded, {1, count, encoding.width()}, at::kFloat);
  float* out = encoded.data_ptr<float>();
  for (int64_t i = 0; i < count; ++i) {
    encoding.EncodeRow(matrix.row(first + i), out + i * encoding.width());
  }
}

std::vector<uint32_t> GatherMemberValues(absl::Span<const uint32_t> values,
                                         const MemberRows& rows) {
  const int64_t count = LongestCount(rows);
  std::vector<uint32_t> gathered(rows.size() * count, 0);
  for (size_t member = 0; member < rows.size(); ++member) {
    for (size_t i = 0; i < rows[member].size(); ++i) {
      gathered[member * count + i] = values[rows[member][i]];
    }
  }
  return gathered;
}

}  // namespace counterweight
