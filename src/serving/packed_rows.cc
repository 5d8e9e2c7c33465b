#include "src/serving/packed_rows.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/tabular/quoted_text.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "packed numbers are copied as they are");

namespace counterweight {
namespace {

constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kLargestFinite = std::numeric_limits<double>::max();

const ColumnSchema& SchemaOf(const RowColumns& columns, int column) {
  return columns.predictor().schema()[column];
}

absl::Status NotABoolean(int64_t row, const ColumnSchema& column, double value) {
  return FieldError("packed_rows.values",
                    absl::StrCat("row ", row, ", column ", QuotedText(column.name), ": ", value,
                                 " is not a boolean: neither 0 nor 1"));
}

template <typename Float>
Float NumberAt(const char* bytes, size_t index) {
  Float value;
  std::memcpy(&value, bytes + index * sizeof(value), sizeof(value));
  return value;
}

double CellOf(double value) { return std::abs(value) <= kLargestFinite ? value : kMissingNumber; }

// The places of a row are the schema's columns, in order.
bool IsSchemaOrder(const RowColumns& columns) {
  const absl::Span<const int> places = columns.schema_columns();
  for (size_t p = 0; p < places.size(); ++p) {
    if (places[p] != static_cast<int>(p)) return false;
  }
  return true;
}

// One row after the other, without a look at the types: both types take finite numbers as they are.
template <typename Float>
void PutCells(const char* bytes, const RowColumns& columns, int64_t count, double* cells) {
  const absl::Span<const int> places = columns.schema_columns();
  if (IsSchemaOrder(columns)) {
    const size_t numbers = count * places.size();
    for (size_t i = 0; i < numbers; ++i) cells[i] = CellOf(NumberAt<Float>(bytes, i));
    return;
  }
  for (int64_t r = 0; r < count; ++r) {
    for (size_t p = 0; p < places.size(); ++p) {
      if (places[p] == RowColumns::kExtraColumn) continue;
      cells[places[p]] = CellOf(NumberAt<Float>(bytes, r * places.size() + p));
    }
    cells += columns.width();
  }
}

// The first row of `bytes` is row `first` of the request.
template <typename Float>
absl::Status CheckBooleans(const char* bytes, const RowColumns& columns, int64_t first,
                           int64_t count) {
  const absl::Span<const int> places = columns.schema_columns();
  for (size_t p = 0; p < places.size(); ++p) {
    if (places[p] == RowColumns::kExtraColumn) continue;
    const ColumnSchema& schema = SchemaOf(columns, places[p]);
    if (schema.type != ColumnType::kBoolean) continue;
    for (int64_t r = 0; r < count; ++r) {
      const double value = NumberAt<Float>(bytes, r * places.size() + p);
      if (value != 0 && value != 1 && !std::isnan(value)) {
        return NotABoolean(first + r, schema, value);
      }
    }
  }
  return absl::OkStatus();
}

template <typename Float>
absl::Status Unpack(const PackedRows& rows, const RowColumns& columns, int64_t first, int64_t count,
                    double* cells) {
  const char* bytes = rows.values.data() + first * columns.schema_columns().size() * sizeof(Float);
  PutCells<Float>(bytes, columns, count, cells);
  return CheckBooleans<Float>(bytes, columns, first, count);
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
