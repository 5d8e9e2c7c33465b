#include "src/tabular/column_intake.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/tabular/cell.h"
#include "src/tabular/plain_number.h"
#include "src/tabular/quoted_text.h"

namespace counterweight {
namespace {

constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();

}  // namespace

// Where the next `count` cells go. The vector keeps its size from group to group: growing it for
// every call would fill it with zeros first.
template <typename Cell>
Cell* ColumnIntake::RoomFor(size_t count, std::vector<Cell>& cells) const {
  const size_t needed = group_rows_ + count;
  if (cells.size() < needed) cells.resize(std::max(needed, 2 * cells.size()));
  return cells.data() + group_rows_;
}

TakenCells ColumnIntake::Add(const CsvRows& rows, size_t column, int64_t categories_limit,
                             DictionaryBudget& budget) {
  TakenCells taken;
  while (taken.count < rows.row_count && taken.status.ok()) {
    if (is_text_) {
      AddTexts(rows, column, categories_limit, budget, &taken);
    } else {
      AddNumbers(rows, column, &taken);
    }
  }
  return taken;
}

void ColumnIntake::AddNumbers(const CsvRows& rows, size_t column, TakenCells* taken) {
  const bool plain = given_ != ColumnType::kBoolean;
  const size_t first = taken->count;
  double* const out = RoomFor(rows.row_count - first, cells_.numbers) - first;
  size_t row = first;
  for (; row < rows.row_count; ++row) {
    const absl::string_view cell = rows.Cell(row, column);
    if (plain && ParsePlainNumber(cell.data(), cell.size(), &out[row])) continue;
    const std::optional<double> number = UnusualNumber(cell);
    if (!number.has_value()) break;
    out[row] = *number;
  }
  // Missing cells say nothing of the type; infinite ones were seen by UnusualNumber.
  for (size_t i = first; i < row && !saw_number_; ++i) saw_number_ = !std::isnan(out[i]);
  group_rows_ += row - first;
  taken->count = row;
  if (row == rows.row_count) return;
  if (given_.has_value()) {
    taken->status = DoesNotFit(rows.Cell(row, column));
  } else {
    BecomeText();
  }
}

std::optional<double> ColumnIntake::UnusualNumber(absl::string_view cell) {
  if (IsMissingCell(cell)) return kMissingNumber;
  const std::optional<double> number = ParseGiven(cell);
  if (!number.has_value() || !std::isinf(*number)) return number;
  saw_number_ = true;
  statistics_.AddInfinite(1);
  return kMissingNumber;
}

std::optional<double> ColumnIntake::ParseGiven(absl::string_view cell) const {
  if (given_ != ColumnType::kBoolean) return ParseNumber(cell);
  const std::optional<bool> value = ParseBooleanOrDigit(cell);
  if (!value.has_value()) return std::nullopt;
  return *value ? 1.0 : 0.0;
}

absl::Status ColumnIntake::DoesNotFit(absl::string_view cell) const {
  return absl::InvalidArgumentError(absl::StrCat(
      QuotedText(cell), given_ == ColumnType::kBoolean ? " is not a boolean" : " is not a number"));
}

void ColumnIntake::BecomeText() {
  is_text_ = true;
  all_booleans_ = !saw_number_;
  // Cells without a value, in which all types agree, can still be coded; others are gone.
  needs_second_reading_ = saw_number_;
  cells_.codes.assign(group_rows_, kMissingCode);
  cells_.numbers.clear();
}

void ColumnIntake::AddTexts(const CsvRows& rows, size_t column, int64_t categories_limit,
                            DictionaryBudget& budget, TakenCells* taken) {
  const size_t first = taken->count;
  uint32_t* const out = RoomFor(rows.row_count - first, cells_.codes) - first;
  size_t row = first;
  for (; row < rows.row_count; ++row) {
    const absl::string_view cell = rows.Cell(row, column);
    out[row] = dictionary_.FindCell(cell);
    static_assert(CategoryDictionary::kNoCode == kMissingCode);
    if (out[row] != kMissingCode || IsMissingCell(cell)) continue;
    const absl::StatusOr<uint32_t> added = dictionary_.Add(cell, categories_limit, budget);
    if (!added.ok()) {
      taken->status = added.status();
      break;
    }
    out[row] = *added;
    AddedCategory(cell);
  }
  group_rows_ += row - first;
  taken->count = row;
}

void ColumnIntake::AddedCategory(absl::string_view text) {
  if (given_.has_value()) return;
  const bool was_numbers = type() != ColumnType::kCategorical;
  all_booleans_ = all_booleans_ && ParseBoolean(text).has_value();
  // Groups that were ended hold numbers.
  if (was_numbers && ended_group_ && type() == ColumnType::kCategorical) {
    needs_second_reading_ = true;
  }
}

ColumnType ColumnIntake::type() const {
  if (given_.has_value()) return *given_;
  if (!is_text_) return ColumnType::kNumeric;
  return all_booleans_ ? ColumnType::kBoolean : ColumnType::kCategorical;
}

Column ColumnIntake::EndGroup(NumberColumns& number_columns) {
  ended_group_ = true;
  if (is_text_) {
    cells_.codes.resize(group_rows_);
  } else {
    cells_.numbers.resize(group_rows_);
  }
  if (is_text_ && type() == ColumnType::kBoolean) EncodeBooleans();
  if (type() == ColumnType::kCategorical) {
    statistics_.AddCodes(cells_.codes);
  } else {
    number_columns.Add(&statistics_, cells_.numbers);
  }
  return std::move(cells_);
}

void ColumnIntake::EncodeBooleans() {
  std::vector<double> values;
  for (const std::string& text : dictionary_.Categories()) {
    values.push_back(ParseBoolean(text).value_or(false) ? 1.0 : 0.0);
  }
  for (const uint32_t code : cells_.codes) {
    cells_.numbers.push_back(code == kMissingCode ? kMissingNumber : values[code]);
  }
  cells_.codes.clear();
}

void ColumnIntake::StartGroup(Column buffer) {
  cells_ = std::move(buffer);
  group_rows_ = 0;
  // Of the other kind, if the type has changed or a boolean column was encoded.
  if (is_text_) {
    cells_.numbers.clear();
  } else {
    cells_.codes.clear();
  }
}

ColumnSchema ColumnIntake::Schema(absl::string_view name) const {
  ColumnSchema schema{std::string(name), type(), {}};
  if (schema.type == ColumnType::kCategorical) schema.categories = dictionary_.Categories();
  return schema;
}

ColumnStatistics ColumnIntake::Statistics() const {
  const bool categorical = type() == ColumnType::kCategorical;
  return statistics_.Summarize(categorical ? dictionary_.size() : 0);
}

}  // namespace counterweight
