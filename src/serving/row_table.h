// The rows of a request -> a table that a predictor takes.
#ifndef COUNTERWEIGHT_SRC_SERVING_ROW_TABLE_H_
#define COUNTERWEIGHT_SRC_SERVING_ROW_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "src/serving/predictor.h"
#include "src/tabular/table.h"

namespace counterweight {

// Takes cells row by row, in the request's column order, with the readings of an upload (cell.h).
//
//   numeric column      a number, or a text that is one; infinities are missing
//   boolean column      a boolean, 0 or 1, or a text that is a boolean in an upload
//   categorical column  a text; or the text of a number (the shortest: 3, not 3.0; infinities are
//                       missing), or "true" or "false" for a boolean. A category that the model has
//                       not seen is no error
//
// NaN and the texts of missing cells are missing in every column.
// Errors are FieldErrors that name the row (0-based) and the column, "rows[17].values[2]: column
// \"age\": \"abc\" is not a number". After one of them the builder is of no more use.
// Thread safety: one thread at a time.
class RowTableBuilder {
 public:
  // predictor: must outlive the builder. columns: names in the request's order; empty: schema
  // order. ignore_extra: cells of columns that the model lacks are passed over. FieldError
  // "columns": a column of the model that is not named, a name that is there twice, or a surplus
  // column (unless ignored). FieldError "columns[i]" where one name is at fault.
  static absl::StatusOr<RowTableBuilder> Create(const Predictor& predictor,
                                                absl::Span<const std::string> columns,
                                                bool ignore_extra);

  absl::Status AddNumber(double value);
  absl::Status AddText(absl::string_view text);
  absl::Status AddBoolean(bool value);
  absl::Status AddMissing();
  // After the last cell of a row. FieldError "rows[17]" if there were too few.
  absl::Status EndRow();

  // Rows ended so far.
  int64_t row_count() const { return table_.row_count; }

  // The table of the rows ended; call once, last. Its schema has names and types, no categories:
  // the codes are the predictor's. FAILED_PRECONDITION in the middle of a row.
  absl::StatusOr<Table> Finish();

 private:
  // A place in a request's row: a schema column, or none of them.
  static constexpr int kExtraColumn = -1;

  RowTableBuilder(const Predictor& predictor, std::vector<int> schema_columns);

  // The schema column of the next cell, or kExtraColumn; an error if the row is full already.
  absl::StatusOr<int> NextColumn();
  absl::Status CellError(absl::string_view description) const;
  absl::Status PutNumber(int column, double value);
  absl::Status PutText(int column, absl::string_view text);
  void PutMissing(int column);

  const Predictor* predictor_;
  std::vector<int> schema_columns_;  // of each place in a request's row
  size_t next_cell_ = 0;             // of the row that is being added
  Table table_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_ROW_TABLE_H_
