#include "src/tabular/column_inference.h"

#include "absl/strings/str_cat.h"
#include "src/tabular/cell.h"
#include "src/tabular/quoted_text.h"

namespace counterweight {

absl::Status ColumnInference::Observe(absl::string_view cell, int64_t categories_limit,
                                      DictionaryBudget& budget) {
  if (IsMissingCell(cell)) return absl::OkStatus();
  if (given_.has_value() && given_ != ColumnType::kCategorical) return ObserveGiven(cell);
  if (!given_.has_value() && all_numbers_) {
    if (ParseNumber(cell).has_value()) {
      saw_number_ = true;
      return absl::OkStatus();
    }
    all_numbers_ = false;
    all_booleans_ = !saw_number_;
  }
  all_booleans_ = all_booleans_ && ParseBoolean(cell).has_value();
  return dictionary_.Add(cell, categories_limit, budget);
}

absl::Status ColumnInference::ObserveGiven(absl::string_view cell) const {
  if (given_ == ColumnType::kNumeric && !ParseNumber(cell).has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(QuotedText(cell), " is not a number"));
  }
  if (given_ == ColumnType::kBoolean && !ParseBooleanOrDigit(cell).has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(QuotedText(cell), " is not a boolean"));
  }
  return absl::OkStatus();
}

absl::Status ColumnInference::Recount(absl::string_view cell, int64_t categories_limit,
                                      DictionaryBudget& budget) {
  if (IsMissingCell(cell)) return absl::OkStatus();
  return dictionary_.Add(cell, categories_limit, budget);
}

ColumnType ColumnInference::type() const {
  if (given_.has_value()) return *given_;
  if (all_numbers_) return ColumnType::kNumeric;
  return all_booleans_ ? ColumnType::kBoolean : ColumnType::kCategorical;
}

}  // namespace counterweight
