// Rows that come as one block of numbers -> the cells that a predictor takes.
#ifndef COUNTERWEIGHT_SRC_SERVING_PACKED_ROWS_H_
#define COUNTERWEIGHT_SRC_SERVING_PACKED_ROWS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/serving/row_cells.h"

namespace counterweight {

// Little-endian IEEE 754; the value is the size in bytes.
enum class NumberSize : int64_t { kFloat32 = 4, kFloat64 = 8 };

// Borrowed. Row-major [row_count, places of a row].
struct PackedRows {
  NumberSize size = NumberSize::kFloat32;
  int64_t row_count = 0;
  absl::string_view values;
};

// FieldError "packed_rows.values" if the bytes are not as many as the rows take, "packed_rows",
// naming the column, if one of them is categorical.
absl::Status CheckPackedRows(const PackedRows& rows, const RowColumns& columns);

// Rows first .. first + count -> cells [count, columns.width()]. rows: checked. NaN, and an
// infinity in a numeric column, is missing. FieldError "packed_rows.values", naming row and column,
// if a boolean is neither 0 nor 1 nor missing.
absl::Status UnpackRows(const PackedRows& rows, const RowColumns& columns, int64_t first,
                        int64_t count, double* cells);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_PACKED_ROWS_H_
