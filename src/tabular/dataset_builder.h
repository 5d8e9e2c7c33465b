// Records of an upload -> a dataset file, in one reading.
#ifndef COUNTERWEIGHT_SRC_TABULAR_DATASET_BUILDER_H_
#define COUNTERWEIGHT_SRC_TABULAR_DATASET_BUILDER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/tabular/category_dictionary.h"
#include "src/tabular/class_tally.h"
#include "src/tabular/column_intake.h"
#include "src/tabular/csv_header.h"
#include "src/tabular/csv_rows.h"
#include "src/tabular/dataset_file.h"
#include "src/tabular/intake_limits.h"
#include "src/tabular/schema.h"

namespace counterweight {

// Types, dictionaries, classes and statistics are found while row groups are written. Where a
// column's type turns out too late (see ColumnIntake), no more groups are written and the file is
// not finished: a second builder, with KnownTypes, must read the records again.
// Memory: one row group, at most kGroupRows rows and about kGroupBytes (at least one row), and the
// dictionaries.
// Thread safety: one thread at a time.
class DatasetBuilder {
 public:
  using ColumnTypes = std::map<std::string, ColumnType>;

  static constexpr int64_t kGroupRows = 8192;
  static constexpr int64_t kGroupBytes = 8 << 20;

  // types: by name, those that need no inference: of spec.column_types at least.
  DatasetBuilder(const DatasetSpec& spec, const ColumnTypes& types, const IntakeLimits& limits,
                 const std::string& path);

  // Records in order, the header first and alone. Errors name the row and the column, the first in
  // the order of the file; also those of DatasetFileWriter. The first is final.
  absl::Status AddRows(const CsvRows& rows);

  bool needs_second_reading() const;
  // Of every column, by the rows so far.
  ColumnTypes KnownTypes() const;

  // Writes the last group and finishes the file; not if needs_second_reading. Errors as
  // CsvIntake::Finish.
  absl::StatusOr<DatasetDescription> Finish();

 private:
  struct Feature {
    size_t field;
    ColumnIntake column;
  };

  absl::Status ReadHeader(const CsvRows& header);
  absl::Status AddDataRows(const CsvRows& rows);
  absl::Status AddDataRowsByOne(const CsvRows& rows);
  absl::Status AddCells(const CsvRows& rows);
  TakenCells AddLabels(const CsvRows& rows);
  // Rows that still fit into the group under way, by the types so far.
  size_t GroupRoom() const;
  absl::Status EndGroup();
  absl::Status WriteGroup();
  DatasetDescription Describe(const ClassSummary& classes) const;

  const DatasetSpec spec_;
  DatasetSpec typed_spec_;
  const IntakeLimits limits_;
  const std::string path_;
  DictionaryBudget budget_;
  CsvHeader header_;
  std::vector<Feature> features_;
  ClassTally classes_;
  std::vector<Column> columns_;   // of a group that is being written
  std::vector<uint32_t> labels_;  // of the group under way, in order of first appearance
  int64_t row_count_ = 0;
  std::unique_ptr<DatasetFileWriter> writer_;  // from the first group on
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_DATASET_BUILDER_H_
