#include "src/tabular/schema.h"

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/tabular/quoted_text.h"
#include "src/tabular/utf8.h"

namespace counterweight {
namespace {

constexpr size_t kDisplayNameBytes = 200;

bool IsDelimiter(char delimiter) {
  const auto code = static_cast<unsigned char>(delimiter);
  return code < 0x80 && delimiter != '"' && delimiter != '\r' && delimiter != '\n' &&
         delimiter != '\0';
}

absl::Status CheckText(absl::string_view field, absl::string_view text) {
  return IsValidUtf8(text) ? absl::OkStatus() : FieldError(field, "not valid UTF-8");
}

absl::Status CheckDisplayName(absl::string_view name) {
  if (name.empty()) return FieldError("spec.display_name", "must not be empty");
  if (name.size() > kDisplayNameBytes) {
    return FieldError("spec.display_name", absl::StrCat("has ", name.size(), " bytes, at most ",
                                                        kDisplayNameBytes, " are allowed"));
  }
  return CheckText("spec.display_name", name);
}

absl::Status CheckOverride(const DatasetSpec& spec, const std::string& name, ColumnType type) {
  if (!IsValidUtf8(name)) return FieldError("spec.column_types", "a name is not valid UTF-8");
  if (name.empty()) return FieldError("spec.column_types", "a column name is empty");
  const std::string field = absl::StrCat("spec.column_types[", name, "]");
  if (!IsColumnType(type)) {
    return FieldError(field, absl::StrCat(static_cast<int>(type), " is not a column type"));
  }
  if (type == ColumnType::kIgnored && name == spec.label_column) {
    return FieldError(field, "the label column cannot be ignored");
  }
  return absl::OkStatus();
}

// Without ever adding: foreign counts could overflow.
bool SumTo(int64_t total, const std::vector<int64_t>& counts) {
  for (const int64_t count : counts) {
    if (count < 0 || count > total) return false;
    total -= count;
  }
  return total == 0;
}

absl::Status Inconsistent(absl::string_view what) {
  return absl::InternalError(absl::StrCat("inconsistent dataset description: ", what));
}

absl::Status CheckClasses(const DatasetDescription& description) {
  const std::vector<int64_t>& counts = description.class_counts;
  if (counts.size() < 2 || counts.size() != description.classes.size()) {
    return Inconsistent(
        absl::StrCat(description.classes.size(), " classes with ", counts.size(), " counts"));
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 2) {
      return Inconsistent(
          absl::StrCat("class ", QuotedText(description.classes[i]), " has ", counts[i], " rows"));
    }
  }
  if (description.positive_class < 0 ||
      static_cast<size_t>(description.positive_class) >= counts.size()) {
    return Inconsistent(
        absl::StrCat("positive class ", description.positive_class, " of ", counts.size()));
  }
  if (!SumTo(description.row_count, counts)) {
    return Inconsistent(
        absl::StrCat("the class counts do not sum to ", description.row_count, " rows"));
  }
  return absl::OkStatus();
}

absl::Status CheckColumn(const ColumnSchema& column, const ColumnStatistics& statistics,
                         int64_t row_count) {
  const std::string name = QuotedText(column.name);
  const bool categorical = column.type == ColumnType::kCategorical;
  if (!categorical && !column.categories.empty()) {
    return Inconsistent(
        absl::StrCat("column ", name, " has categories but is ", ColumnTypeName(column.type)));
  }
  if (statistics.category_counts.size() != column.categories.size()) {
    return Inconsistent(absl::StrCat("column ", name, " has ", column.categories.size(),
                                     " categories and ", statistics.category_counts.size(),
                                     " counts"));
  }
  if (statistics.infinite_count < 0 || statistics.infinite_count > statistics.missing_count ||
      statistics.missing_count > row_count) {
    return Inconsistent(absl::StrCat("column ", name, " has ", statistics.missing_count,
                                     " missing cells of ", row_count));
  }
  if (categorical && !SumTo(row_count - statistics.missing_count, statistics.category_counts)) {
    return Inconsistent(
        absl::StrCat("the category counts of column ", name, " do not sum to ", row_count));
  }
  return absl::OkStatus();
}

}  // namespace

absl::string_view ColumnTypeName(ColumnType type) {
  switch (type) {
    case ColumnType::kNumeric:
      return "numeric";
    case ColumnType::kCategorical:
      return "categorical";
    case ColumnType::kBoolean:
      return "boolean";
    case ColumnType::kIgnored:
      return "ignored";
  }
  return "unknown";
}

bool IsColumnType(ColumnType type) {
  return type >= ColumnType::kNumeric && type <= ColumnType::kIgnored;
}

absl::Status DatasetSpec::Validate() const {
  CW_RETURN_IF_ERROR(CheckDisplayName(display_name));
  if (label_column.empty()) return FieldError("spec.label_column", "must not be empty");
  CW_RETURN_IF_ERROR(CheckText("spec.label_column", label_column));
  CW_RETURN_IF_ERROR(CheckText("spec.positive_label", positive_label));
  if (!IsDelimiter(delimiter)) {
    return FieldError("spec.delimiter",
                      "must be one ASCII character other than a quote, a line end or NUL");
  }
  for (const auto& [name, type] : column_types) {
    CW_RETURN_IF_ERROR(CheckOverride(*this, name, type));
  }
  return absl::OkStatus();
}

absl::Status DatasetDescription::CheckConsistency() const {
  if (statistics.size() != columns.size()) {
    return Inconsistent(
        absl::StrCat(columns.size(), " columns with ", statistics.size(), " statistics"));
  }
  CW_RETURN_IF_ERROR(CheckClasses(*this));
  for (size_t i = 0; i < columns.size(); ++i) {
    CW_RETURN_IF_ERROR(CheckColumn(columns[i], statistics[i], row_count));
  }
  return absl::OkStatus();
}

}  // namespace counterweight
