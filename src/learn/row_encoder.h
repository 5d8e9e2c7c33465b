// Rows of a matrix -> the rows a forward pass takes, one member's beside the other's.
//
// Rows are encoded when they are used: an encoded training matrix never exists.
#ifndef COUNTERWEIGHT_SRC_LEARN_ROW_ENCODER_H_
#define COUNTERWEIGHT_SRC_LEARN_ROW_ENCODER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/features/preprocessing.h"
#include "src/features/ramp_encoding.h"
#include "src/network/encoded_rows.h"

namespace counterweight {

// Row numbers of a matrix, per member.
using MemberRows = std::vector<std::vector<int64_t>>;

// The longest member's count.
int64_t LongestCount(const MemberRows& rows);

// Immutable once made; the rows it encodes refer to it.
class RowEncoder {
 public:
  // INVALID_ARGUMENT, naming the column, if ramps of one column do not join (FitRampEncoding's do).
  static absl::StatusOr<RowEncoder> Create(const RampEncoding& encoding);

  const InputLayout& layout() const { return layout_; }

  // Every member's rows of the matrix; n is the longest member's count. Members with fewer rows are
  // filled up with rows whose outputs mean nothing.
  void EncodeMemberRows(const Matrix& matrix, const MemberRows& rows, EncodedRows& encoded) const;

 private:
  explicit RowEncoder(int64_t columns) : layout_(columns) {}

  // Sizes the buffers.
  void Prepare(int64_t members, int64_t count, EncodedRows& encoded) const;
  void EncodeRow(const float* row, int64_t index, EncodedRows& encoded) const;
  // A row that only fills up a shorter member.
  void FillUp(int64_t index, EncodedRows& encoded) const;
  // For the layout's last curve.
  void AddSearch(absl::Span<const double> edges);

  // A curve as the loop over a row's columns reads it.
  struct CurveSearch {
    int32_t column = 0;
    int32_t first_knot = 0;
    int32_t first_edge = 0;   // in edges_
    int32_t edge_groups = 0;  // of kEdgesAtOnce
  };

  InputLayout layout_;
  std::vector<CurveSearch> searches_;  // [curves]
  std::vector<float> edges_;           // of every curve, filled up with +infinity to whole groups
  std::vector<float> knots_;           // [knots]
  std::vector<float> inverse_widths_;  // [knots]: of what follows each knot
};

// Rows of a member that pass through a network together where there may be many: bounds the memory
// of an evaluation and of a large synthetic set.
inline constexpr int64_t kRowsAtOnce = 512;

// Rows first, first + 1, ..., first + count - 1 of every member's, as far as it has them.
MemberRows PartOfRows(const MemberRows& rows, int64_t first, int64_t count);

// values: of `rows`, row-major [K, n, width], n the longest member's count. Out: where the rows lie
// in their matrix, [K, matrix_rows, width]; 0 for a row that is not the member's.
std::vector<float> SpreadMemberRows(absl::Span<const float> values, const MemberRows& rows,
                                    int64_t width, int64_t matrix_rows);

// values[row] for every member's rows, [K * n] row-major, padded with 0.
std::vector<uint32_t> GatherMemberValues(absl::Span<const uint32_t> values, const MemberRows& rows);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_ROW_ENCODER_H_
