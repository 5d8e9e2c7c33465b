// The rows of a request -> the cells that a predictor takes.
#ifndef COUNTERWEIGHT_SRC_SERVING_ROW_CELLS_H_
#define COUNTERWEIGHT_SRC_SERVING_ROW_CELLS_H_

#include <cstdint>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "src/serving/predictor.h"

namespace counterweight {

// Which schema column of a predictor each place of a request's rows is. Immutable.
class RowColumns {
 public:
  // A place that is none of the model's columns.
  static constexpr int kExtraColumn = -1;

  // predictor: must outlive this. columns: names in the request's order; empty: schema order.
  // ignore_extra: cells of columns that the model lacks are passed over. FieldError "columns": a
  // column of the model that is not named, a name that is there twice, or a surplus column (unless
  // ignored). FieldError "columns[i]" where one name is at fault.
  static absl::StatusOr<RowColumns> Create(const Predictor& predictor,
                                           absl::Span<const std::string* const> columns,
                                           bool ignore_extra);

  const Predictor& predictor() const { return *predictor_; }
  // [places in a row].
  absl::Span<const int> schema_columns() const { return schema_columns_; }
  // Cells of a row: one per schema column.
  int64_t width() const { return static_cast<int64_t>(predictor_->schema().size()); }

 private:
  explicit RowColumns(const Predictor& predictor) : predictor_(&predictor) {}

  const Predictor* predictor_;
  absl::InlinedVector<int, 64> schema_columns_;  // most requests need no memory for it
};

// Takes values row by row, in the request's column order, with the readings of an upload (cell.h).
//
//   numeric column      a number, or a text that is one; infinities are missing
//   boolean column      a boolean, 0 or 1, or a text that is a boolean in an upload
//   categorical column  a text; or the text of a number (the shortest: 3, not 3.0; infinities are
//                       missing), or "true" or "false" for a boolean. A category that the model has
//                       not seen is no error
//
// NaN and the texts of missing cells are missing in every column.
// Errors are FieldErrors that name the row (0-based) and the column, "rows[17].values[2]: column
// \"age\": \"abc\" is not a number". After one of them this is of no more use.
// Thread safety: one thread at a time.
class RowCells {
 public:
  // columns: outlives this. first_row: the number of the first row in the request, for errors.
  // cells: row-major [rows, columns.width()], written as RowFeatures takes them; at most so many
  // rows may be added.
  RowCells(const RowColumns& columns, int64_t first_row, absl::Span<double> cells)
      : columns_(columns), row_(first_row), cells_(cells.data()) {}

  absl::Status AddNumber(double value);
  absl::Status AddText(absl::string_view text);
  absl::Status AddBoolean(bool value);
  absl::Status AddMissing();
  // After the last value of a row. FieldError "rows[17]" if there were too few.
  absl::Status EndRow();

 private:
  // What NextColumn gives when the row is full already.
  static constexpr int kNoColumn = -2;

  int NextColumn();
  const ColumnSchema& Schema(int column) const { return columns_.predictor().schema()[column]; }
  absl::Status TooMany() const;
  absl::Status CellError(absl::string_view description) const;
  absl::Status PutNumber(int column, double value);
  absl::Status PutText(int column, absl::string_view text);
  void PutMissing(int column);

  const RowColumns& columns_;
  int64_t row_;           // that is being added
  double* cells_;         // of it
  size_t next_cell_ = 0;  // of it
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_ROW_CELLS_H_
