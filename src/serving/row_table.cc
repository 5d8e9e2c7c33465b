#include "src/serving/row_table.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
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

RowTableBuilder::RowTableBuilder(const Predictor& predictor, std::vector<int> schema_columns)
    : predictor_(&predictor), schema_columns_(std::move(schema_columns)) {
  for (const ColumnSchema& column : predictor.schema()) {
    table_.schema.push_back({column.name, column.type, {}});
  }
  table_.columns.resize(table_.schema.size());
}

absl::StatusOr<RowTableBuilder> RowTableBuilder::Create(const Predictor& predictor,
                                                        absl::Span<const std::string> columns,
                                                        bool ignore_extra) {
  const std::vector<ColumnSchema>& schema = predictor.schema();
  std::vector<int> schema_columns;
  if (columns.empty()) {
    for (size_t c = 0; c < schema.size(); ++c) schema_columns.push_back(static_cast<int>(c));
    return RowTableBuilder(predictor, std::move(schema_columns));
  }
  std::vector<bool> named(schema.size(), false);
  for (size_t place = 0; place < columns.size(); ++place) {
    const int column = predictor.ColumnIndex(columns[place]);
    if (column < 0 && !ignore_extra) {
      return FieldError(ColumnField(place),
                        absl::StrCat("the model has no column ", QuotedText(columns[place])));
    }
    if (column >= 0 && named[column]) {
      return FieldError(ColumnField(place),
                        absl::StrCat("column ", QuotedText(columns[place]), " is named twice"));
    }
    if (column >= 0) named[column] = true;
    schema_columns.push_back(column < 0 ? kExtraColumn : column);
  }
  for (size_t c = 0; c < schema.size(); ++c) {
    if (named[c]) continue;
    return FieldError("columns", absl::StrCat("the model needs column ", QuotedText(schema[c].name),
                                              ", which is missing"));
  }
  return RowTableBuilder(predictor, std::move(schema_columns));
}

absl::StatusOr<int> RowTableBuilder::NextColumn() {
  if (next_cell_ == schema_columns_.size()) {
    return FieldError(absl::StrCat("rows[", table_.row_count, "]"),
                      absl::StrCat("more than ", schema_columns_.size(), " values"));
  }
  return schema_columns_[next_cell_++];
}

absl::Status RowTableBuilder::CellError(absl::string_view description) const {
  const size_t cell = next_cell_ - 1;
  const ColumnSchema& column = table_.schema[schema_columns_[cell]];
  return FieldError(absl::StrCat("rows[", table_.row_count, "].values[", cell, "]"),
                    absl::StrCat("column ", QuotedText(column.name), ": ", description));
}

absl::Status RowTableBuilder::AddNumber(double value) {
  CW_ASSIGN_OR_RETURN(const int column, NextColumn());
  return column == kExtraColumn ? absl::OkStatus() : PutNumber(column, value);
}

absl::Status RowTableBuilder::AddText(absl::string_view text) {
  CW_ASSIGN_OR_RETURN(const int column, NextColumn());
  if (column == kExtraColumn) return absl::OkStatus();
  if (!IsMissingCell(text)) return PutText(column, text);
  PutMissing(column);
  return absl::OkStatus();
}

absl::Status RowTableBuilder::AddBoolean(bool value) {
  CW_ASSIGN_OR_RETURN(const int column, NextColumn());
  if (column == kExtraColumn) return absl::OkStatus();
  if (table_.schema[column].type == ColumnType::kNumeric) {
    return CellError("a boolean is not a number");
  }
  return PutText(column, value ? "true" : "false");
}

absl::Status RowTableBuilder::AddMissing() {
  CW_ASSIGN_OR_RETURN(const int column, NextColumn());
  if (column != kExtraColumn) PutMissing(column);
  return absl::OkStatus();
}

void RowTableBuilder::PutMissing(int column) {
  Column& values = table_.columns[column];
  if (table_.schema[column].type == ColumnType::kCategorical) {
    values.codes.push_back(kMissingCode);
  } else {
    values.numbers.push_back(kMissingNumber);
  }
}

absl::Status RowTableBuilder::PutNumber(int column, double value) {
  const ColumnType type = table_.schema[column].type;
  if (std::isnan(value) || (std::isinf(value) && type != ColumnType::kBoolean)) {
    PutMissing(column);
    return absl::OkStatus();
  }
  if (type == ColumnType::kCategorical) return PutText(column, NumberText(value));
  if (type == ColumnType::kBoolean && value != 0 && value != 1) {
    return CellError(absl::StrCat(value, " is not a boolean: neither 0 nor 1"));
  }
  table_.columns[column].numbers.push_back(value);
  return absl::OkStatus();
}

absl::Status RowTableBuilder::PutText(int column, absl::string_view text) {
  Column& values = table_.columns[column];
  switch (table_.schema[column].type) {
    case ColumnType::kCategorical:
      values.codes.push_back(predictor_->CategoryCode(column, text));
      return absl::OkStatus();
    case ColumnType::kBoolean: {
      const std::optional<bool> value = ParseBooleanOrDigit(text);
      if (!value.has_value()) return CellError(absl::StrCat(QuotedText(text), " is not a boolean"));
      values.numbers.push_back(*value ? 1 : 0);
      return absl::OkStatus();
    }
    default: {
      const std::optional<double> value = ParseNumber(text);
      if (!value.has_value()) return CellError(absl::StrCat(QuotedText(text), " is not a number"));
      values.numbers.push_back(std::isinf(*value) ? kMissingNumber : *value);
      return absl::OkStatus();
    }
  }
}

absl::Status RowTableBuilder::EndRow() {
  if (next_cell_ != schema_columns_.size()) {
    return FieldError(absl::StrCat("rows[", table_.row_count, "]"),
                      absl::StrCat(next_cell_, " values, expected ", schema_columns_.size()));
  }
  next_cell_ = 0;
  ++table_.row_count;
  return absl::OkStatus();
}

absl::StatusOr<Table> RowTableBuilder::Finish() {
  if (next_cell_ != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("row ", table_.row_count, " was begun and not ended"));
  }
  return std::move(table_);
}

}  // namespace counterweight
