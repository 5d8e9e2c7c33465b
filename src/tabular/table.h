// Typed columns in memory, with stable row numbers.
#ifndef COUNTERWEIGHT_SRC_TABULAR_TABLE_H_
#define COUNTERWEIGHT_SRC_TABULAR_TABLE_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "src/tabular/schema.h"

namespace counterweight {

// Codes of a categorical column that are no category.
inline constexpr uint32_t kMissingCode = std::numeric_limits<uint32_t>::max();
// A value that the schema does not know; only in rows to predict.
inline constexpr uint32_t kUnknownCode = kMissingCode - 1;

// One column: `numbers` for kNumeric and kBoolean (false 0, true 1, missing NaN; never infinite),
// `codes` for kCategorical. The other vector is empty.
struct Column {
  std::vector<double> numbers;
  std::vector<uint32_t> codes;
};

// Rows over a schema. Row r of every column is data row r (0-based) of the upload or request.
struct Table {
  std::vector<ColumnSchema> schema;
  std::vector<Column> columns;  // one per schema entry, each row_count long
  int64_t row_count = 0;
};

// A table with its labels.
struct LabelledTable {
  Table table;
  std::vector<uint32_t> labels;  // [row_count], indices into DatasetDescription::classes
  DatasetDescription description;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_TABLE_H_
