// The header of an upload, matched with what the uploader says about its columns.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_HEADER_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_HEADER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "src/tabular/schema.h"

namespace counterweight {

struct CsvHeader {
  std::vector<std::string> names;                // one per field of a row
  std::vector<std::optional<ColumnType>> types;  // of the spec's overrides, one per name
  size_t label = 0;                              // index of the label column

  // A field that becomes a feature unless its type is kIgnored.
  bool IsFeature(size_t field) const {
    return field != label && types[field] != ColumnType::kIgnored;
  }
};

// INVALID_ARGUMENT: an empty or repeated name. FieldError "spec.label_column" and
// "spec.column_types[NAME]": no such column.
absl::StatusOr<CsvHeader> MatchCsvHeader(absl::Span<const absl::string_view> names,
                                         const DatasetSpec& spec);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_HEADER_H_
