#include "src/serving/packed_rows.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/tabular/quoted_text.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "packed numbers are copied as they are");

namespace counterweight {
namespace {

constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();

const ColumnSchema& SchemaOf(const RowColumns& columns, int column) {
  return columns.predictor().schema()[column];
}

absl::Status NotABoolean(int64_t row, const ColumnSchema& column, double value) {
  return FieldError("packed_rows.values",
                    absl::StrCat("row ", row, ", column ", QuotedText(column.name), ": ", value,
                                 " is not a boolean: neither 0 nor 1"));
}

// What RowCells makes of a number.
absl::Status PutCell(const RowColumns& columns, int64_t row, int column, double value,
                     double* cells) {
  const ColumnSchema& schema = SchemaOf(columns, column);
  const bool is_boolean = schema.type == ColumnType::kBoolean;
  if (is_boolean && value != 0 && value != 1 && !std::isnan(value)) {
    return NotABoolean(row, schema, value);
  }
  cells[column] = std::isfinite(value) ? value : kMissingNumber;
  return absl::OkStatus();
}

template <typename Float>
absl::Status Unpack(const PackedRows& rows, const RowColumns& columns, int64_t first, int64_t count,
                    double* cells) {
  const absl::Span<const int> places = columns.schema_columns();
  const char* next = rows.values.data() + first * places.size() * sizeof(Float);
  for (int64_t r = 0; r < count; ++r) {
    for (const int column : places) {
      Float value;
      std::memcpy(&value, next, sizeof(value));
      next += sizeof(value);
      if (column == RowColumns::kExtraColumn) continue;
      CW_RETURN_IF_ERROR(PutCell(columns, first + r, column, value, cells));
    }
    cells += columns.width();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPackedRows(const PackedRows& rows, const RowColumns& columns) {
  for (const int column : columns.schema_columns()) {
    if (column == RowColumns::kExtraColumn) continue;
    const ColumnSchema& schema = SchemaOf(columns, column);
    if (schema.type == ColumnType::kCategorical) {
      return FieldError("packed_rows",
                        absl::StrCat("column ", QuotedText(schema.name),
                                     " is categorical: packed rows hold numbers only; use rows"));
    }
  }
  // Divided, not multiplied: a foreign row count must not overflow.
  const uint64_t row_bytes = columns.schema_columns().size() * static_cast<uint64_t>(rows.size);
  const uint64_t found = rows.values.size();
  if (found % row_bytes == 0 && found / row_bytes == static_cast<uint64_t>(rows.row_count)) {
    return absl::OkStatus();
  }
  return FieldError("packed_rows.values",
                    absl::StrCat(found, " bytes, expected ", rows.row_count, " rows of ",
                                 columns.schema_columns().size(), " numbers of ",
                                 static_cast<int64_t>(rows.size), " bytes"));
}

absl::Status UnpackRows(const PackedRows& rows, const RowColumns& columns, int64_t first,
                        int64_t count, double* cells) {
  return rows.size == NumberSize::kFloat32 ? Unpack<float>(rows, columns, first, count, cells)
                                           : Unpack<double>(rows, columns, first, count, cells);
}

}  // namespace counterweight
