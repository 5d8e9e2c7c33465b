// Rows of a matrix -> the encoded rows a forward pass takes, one member's beside the other's.
//
// Rows are encoded when they are used: the encoded training matrix, some ten times as wide as the
// matrix itself, never exists.
#ifndef COUNTERWEIGHT_SRC_LEARN_ENCODED_ROWS_H_
#define COUNTERWEIGHT_SRC_LEARN_ENCODED_ROWS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/features/preprocessing.h"
#include "src/features/ramp_encoding.h"

namespace counterweight {

// Row numbers of a matrix, per member.
using MemberRows = std::vector<std::vector<int64_t>>;

// The longest member's count.
int64_t LongestCount(const MemberRows& rows);

// encoded: a buffer, becomes [K, n, D] float32, n the longest member's count; members with fewer
// rows are filled up with zeros, whose outputs mean nothing.
void EncodeMemberRows(const RampEncoding& encoding, const Matrix& matrix, const MemberRows& rows,
                      at::Tensor& encoded);

// For rows that all members share: encoded becomes [1, count, D], rows first, first + 1, ...
void EncodeSharedRows(const RampEncoding& encoding, const Matrix& matrix, int64_t first,
                      int64_t count, at::Tensor& encoded);

// values[row] for every member's rows, [K * n] row-major, padded with 0 like EncodeMemberRows.
std::vector<uint32_t> GatherMemberValues(absl::Span<const uint32_t> values, const MemberRows& rows);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_ENCODED_ROWS_H_
