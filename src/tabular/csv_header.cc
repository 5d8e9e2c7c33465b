#include "src/tabular/csv_header.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/tabular/quoted_text.h"

namespace counterweight {
namespace {

constexpr size_t kShownNames = 8;

using FieldsByName = absl::flat_hash_map<absl::string_view, size_t>;

absl::StatusOr<FieldsByName> IndexNames(absl::Span<const absl::string_view> names) {
  FieldsByName fields;
  for (size_t field = 0; field < names.size(); ++field) {
    if (absl::StripAsciiWhitespace(names[field]).empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("header, column ", field + 1, ": the column has no name"));
    }
    const auto [known, is_new] = fields.emplace(names[field], field);
    if (!is_new) {
      return absl::InvalidArgumentError(absl::StrCat("header: the name ", QuotedText(names[field]),
                                                     " stands twice, in columns ",
                                                     known->second + 1, " and ", field + 1));
    }
  }
  return fields;
}

// `spec_field: the header has no column "x"; its columns are "a", "b"`.
absl::Status NoSuchColumn(absl::string_view spec_field, absl::string_view name,
                          absl::Span<const absl::string_view> names) {
  std::string message =
      absl::StrCat("the header has no column ", QuotedText(name), "; its columns are ");
  for (size_t i = 0; i < std::min(names.size(), kShownNames); ++i) {
    absl::StrAppend(&message, i == 0 ? "" : ", ", QuotedText(names[i]));
  }
  if (names.size() > kShownNames) absl::StrAppend(&message, ", ... (", names.size(), " in all)");
  return FieldError(spec_field, message);
}

}  // namespace

absl::StatusOr<CsvHeader> MatchCsvHeader(absl::Span<const absl::string_view> names,
                                         const DatasetSpec& spec) {
  CW_ASSIGN_OR_RETURN(const FieldsByName fields, IndexNames(names));
  CsvHeader header;
  header.names = std::vector<std::string>(names.begin(), names.end());
  header.types.resize(names.size());
  const auto label = fields.find(spec.label_column);
  if (label == fields.end()) return NoSuchColumn("spec.label_column", spec.label_column, names);
  header.label = label->second;
  for (const auto& [name, type] : spec.column_types) {
    const auto field = fields.find(name);
    if (field == fields.end()) {
      return NoSuchColumn(absl::StrCat("spec.column_types[", name, "]"), name, names);
    }
    header.types[field->second] = type;
  }
  return header;
}

}  // namespace counterweight
