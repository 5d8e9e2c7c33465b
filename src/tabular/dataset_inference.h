// The first reading of an upload: header, types, dictionaries, classes.
#ifndef COUNTERWEIGHT_SRC_TABULAR_DATASET_INFERENCE_H_
#define COUNTERWEIGHT_SRC_TABULAR_DATASET_INFERENCE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "src/tabular/category_dictionary.h"
#include "src/tabular/class_tally.h"
#include "src/tabular/column_inference.h"
#include "src/tabular/csv_header.h"
#include "src/tabular/intake_limits.h"
#include "src/tabular/schema.h"

namespace counterweight {

// Thread safety: one thread at a time.
class DatasetInference {
 public:
  DatasetInference(const DatasetSpec& spec, const IntakeLimits& limits)
      : spec_(spec), limits_(limits), budget_(limits.dictionary_bytes) {}

  // Records in order, 0 is the header. Errors name the row and the column.
  absl::Status AddRecord(int64_t record, absl::Span<const absl::string_view> fields);

  // True if the records must be read once more, by RecountRecord (see ColumnInference). Call after
  // the last AddRecord.
  bool NeedsRecount() const;
  void StartRecount();
  absl::Status RecountRecord(int64_t record, absl::Span<const absl::string_view> fields);

  // What is known after the last record; `statistics` is left empty. Errors as CsvIntake::Finish.
  absl::StatusOr<DatasetDescription> Describe() const;

  const CsvHeader& header() const { return header_; }
  // One per field of a row; the label's is unused.
  const std::vector<ColumnInference>& columns() const { return columns_; }

 private:
  absl::Status ReadHeader(absl::Span<const absl::string_view> names);
  absl::Status AddCell(int64_t row, size_t field, absl::string_view cell);
  absl::Status AtCell(int64_t row, size_t field, const absl::Status& status) const;

  const DatasetSpec spec_;
  const IntakeLimits limits_;
  DictionaryBudget budget_;
  CsvHeader header_;
  std::vector<ColumnInference> columns_;
  std::vector<size_t> recounted_;  // fields that the second reading counts
  ClassTally classes_;
  int64_t row_count_ = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_DATASET_INFERENCE_H_
