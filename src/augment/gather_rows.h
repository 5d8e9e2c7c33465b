// Some rows of a matrix, as a matrix of their own.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_GATHER_ROWS_H_
#define COUNTERWEIGHT_SRC_AUGMENT_GATHER_ROWS_H_

#include <cstdint>

#include "absl/types/span.h"
#include "src/features/preprocessing.h"

namespace counterweight {

// rows: row numbers of `matrix`, in any order, repeated or not. Out: [rows.size(), columns].
Matrix GatherRows(const Matrix& matrix, absl::Span<const int64_t> rows);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_GATHER_ROWS_H_
