#include "src/serving/row_cells.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/tabular/cell.h"
#include "src/tabular/quoted_text.h"

namespace counterweight {
namespace {

constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();

// The shortest decimal text that reads back as `value`; whole numbers without exponent or point.
std::string NumberText(double value) {
  // Above 2^53 not every whole number is a double: their digits would be made up.
  constexpr double kLargestExact = 9007199254740992.0;
  if (value == std::floor(value) && std::abs(value) <= kLargestExact) {
    return absl::StrCat(static_cast<int64_t>(value));
  }
  char text[32];
  const std::to_chars_result end = std::to_chars(text, text + sizeof(text), value);
  return std::string(text, end.ptr);
}

std::string ColumnField(size_t place) { return absl::StrCat("columns[", place, "]"); }

}  // namespace

absl::StatusOr<RowColumns> RowColumns::Create(const Predictor& predictor,
                                              absl::Span<const std::string* const> columns,
                                              bool ignore_extra) {
  const std::vector<ColumnSchema>& schema = predictor.schema();
  RowColumns result(predictor);
  if (columns.empty()) {
    for (size_t c = 0; c < schema.size(); ++c) {
      result.schema_columns_.push_back(static_cast<int>(c));
    }
    return result;
  }
  absl::InlinedVector<bool, 64> named(schema.size(), false);
  for (size_t place = 0; place < columns.size(); ++place) {
    const std::string& name = *columns[place];
    const int column = predictor.ColumnIndex(name);
    if (column < 0 && !ignore_extra) {
      return FieldError(ColumnField(place),
                        absl::StrCat("the model has no column ", QuotedText(name)));
    }
    if (column >= 0 && named[column]) {
      return FieldError(ColumnField(place),
                        absl::StrCat("column ", QuotedText(name), " is named twice"));
    }
    if (column >= 0) named[column] = true;
    result.schema_columns_.push_back(column < 0 ? kExtraColumn : column);
  }
  for (size_t c = 0; c < schema.size(); ++c) {
    if (named[c]) continue;
    return FieldError("columns", absl::StrCat("the model needs column ", QuotedText(schema[c].name),
                                              ", which is missing"));
  }
  return result;
}

int RowCells::NextColumn() {
  if (next_cell_ == columns_.schema_columns().size()) return kNoColumn;
  return columns_.schema_columns()[next_cell_++];
}

absl::Status RowCells::TooMany() const {
  return FieldError(absl::StrCat("rows[", row_, "]"),
                    absl::StrCat("more than ", columns_.schema_columns().size(), " values"));
}

absl::Status RowCells::CellError(absl::string_view description) const {
  const size_t cell = next_cell_ - 1;
  const ColumnSchema& column = Schema(columns_.schema_columns()[cell]);
  return FieldError(absl::StrCat("rows[", row_, "].values[", cell, "]"),
                    absl::StrCat("column ", QuotedText(column.name), ": ", description));
}

absl::Status RowCells::AddNumber(double value) {
  const int column = NextColumn();
  if (column >= 0) return PutNumber(column, value);
  return column == kNoColumn ? TooMany() : absl::OkStatus();
}

absl::Status RowCells::AddText(absl::string_view text) {
  const int column = NextColumn();
  if (column < 0) return column == kNoColumn ? TooMany() : absl::OkStatus();
  if (!IsMissingCell(text)) return PutText(column, text);
  PutMissing(column);
  return absl::OkStatus();
}

absl::Status RowCells::AddBoolean(bool value) {
  const int column = NextColumn();
  if (column < 0) return column == kNoColumn ? TooMany() : absl::OkStatus();
  if (Schema(column).type == ColumnType::kNumeric) return CellError("a boolean is not a number");
  return PutText(column, value ? "true" : "false");
}

absl::Status RowCells::AddMissing() {
  const int column = NextColumn();
  if (column == kNoColumn) return TooMany();
  if (column >= 0) PutMissing(column);
  return absl::OkStatus();
}

void RowCells::PutMissing(int column) {
  const bool is_categorical = Schema(column).type == ColumnType::kCategorical;
  cells_[column] = is_categorical ? kMissingCode : kMissingNumber;
}

absl::Status RowCells::PutNumber(int column, double value) {
  const ColumnType type = Schema(column).type;
  if (std::isnan(value) || (std::isinf(value) && type != ColumnType::kBoolean)) {
    PutMissing(column);
    return absl::OkStatus();
  }
  if (type == ColumnType::kCategorical) return PutText(column, NumberText(value));
  if (type == ColumnType::kBoolean && value != 0 && value != 1) {
    return CellError(absl::StrCat(value, " is not a boolean: neither 0 nor 1"));
  }
  cells_[column] = value;
  return absl::OkStatus();
}

absl::Status RowCells::PutText(int column, absl::string_view text) {
  switch (Schema(column).type) {
    case ColumnType::kCategorical:
      cells_[column] = columns_.predictor().CategoryCode(column, text);
      return absl::OkStatus();
    case ColumnType::kBoolean: {
      const std::optional<bool> value = ParseBooleanOrDigit(text);
      if (!value.has_value()) return CellError(absl::StrCat(QuotedText(text), " is not a boolean"));
      cells_[column] = *value ? 1 : 0;
      return absl::OkStatus();
    }
    default: {
      const std::optional<double> value = ParseNumber(text);
      if (!value.has_value()) return CellError(absl::StrCat(QuotedText(text), " is not a number"));
      cells_[column] = std::isinf(*value) ? kMissingNumber : *value;
      return absl::OkStatus();
    }
  }
}

absl::Status RowCells::EndRow() {
  if (next_cell_ != columns_.schema_columns().size()) {
    return FieldError(
        absl::StrCat("rows[", row_, "]"),
        absl::StrCat(next_cell_, " values, expected ", columns_.schema_columns().size()));
  }
  next_cell_ = 0;
  cells_ += columns_.width();
  ++row_;
  return absl::OkStatus();
}

}  // namespace counterweight
