// What a dataset's columns are: names, types, categories, and what was counted about them.
#ifndef COUNTERWEIGHT_SRC_TABULAR_SCHEMA_H_
#define COUNTERWEIGHT_SRC_TABULAR_SCHEMA_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// Values are stored in files: never renumber.
enum class ColumnType : uint8_t { kNumeric = 1, kCategorical = 2, kBoolean = 3, kIgnored = 4 };

// "numeric", "categorical", "boolean", "ignored"; "unknown" for a value that is no ColumnType.
absl::string_view ColumnTypeName(ColumnType type);
bool IsColumnType(ColumnType type);

// What the uploader says about a CSV.
struct DatasetSpec {
  std::string display_name;  // 1 to 200 bytes, UTF-8
  std::string label_column;
  std::string positive_label;                      // empty: the class with the fewest rows
  char delimiter = ',';                            // an ASCII character; no quote, CR, LF or NUL
  std::map<std::string, ColumnType> column_types;  // overrides of the inference

  // What can be checked without the file. Fields in errors: "spec.label_column",
  // "spec.column_types[NAME]" and so on.
  absl::Status Validate() const;
};

// A feature column, as a model keeps it too.
struct ColumnSchema {
  std::string name;
  ColumnType type = ColumnType::kNumeric;  // never kIgnored
  // kCategorical: the distinct values in order of first appearance; a code is an index here.
  std::vector<std::string> categories;
};

struct ColumnStatistics {
  int64_t missing_count = 0;   // empty, or infinite in a numeric column
  int64_t infinite_count = 0;  // of them infinite
  // Numeric and boolean (0, 1); of the values present. NaN if there is none.
  // The deviation is the population's: the sum of squares is divided by the number of values.
  double minimum = 0, maximum = 0, mean = 0, standard_deviation = 0;
  std::vector<int64_t> category_counts;  // kCategorical: rows per code
};

// The description of a stored dataset: everything but the cells.
struct DatasetDescription {
  DatasetSpec spec;
  int64_t row_count = 0;
  std::vector<ColumnSchema> columns;         // features in file order; no label, no ignored column
  std::vector<ColumnStatistics> statistics;  // one per column
  std::vector<std::string> ignored_columns;
  // Class labels as written in the file: numbers ascending if all are numbers, else bytewise.
  std::vector<std::string> classes;
  std::vector<int64_t> class_counts;  // one per class, each >= 2
  int positive_class = 0;             // index into classes
  double imbalance_ratio = 1;         // rows of the largest class / rows of the smallest

  std::string Encode() const;
  // DATA_LOSS if the bytes are not a description: the layout, and that types and classes are
  // possible. Whether its counts agree with each other: CheckConsistency.
  static absl::StatusOr<DatasetDescription> Decode(absl::string_view bytes);

  // What every stored dataset keeps: one statistics entry per column and one category count per
  // category; counts that sum to row_count; at least two classes of at least two rows each, a
  // positive class among them. INTERNAL naming the first that does not hold.
  absl::Status CheckConsistency() const;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_SCHEMA_H_
