// The stored form of a dataset: one immutable file of typed columns in row groups.
#ifndef COUNTERWEIGHT_SRC_TABULAR_DATASET_FILE_H_
#define COUNTERWEIGHT_SRC_TABULAR_DATASET_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/tabular/table.h"

namespace counterweight {

// Writes rows group by group; memory is one group. A writer that is destroyed before Finish leaves
// a file that no reader takes.
// Errors: those of durable_file.h (a full disk is RESOURCE_EXHAUSTED); INTERNAL if what is handed
// over contradicts itself, so that what is written can always be read. The first is final.
// Thread safety: one thread at a time.
class DatasetFileWriter {
 public:
  static absl::StatusOr<std::unique_ptr<DatasetFileWriter>> Create(const std::string& path);
  ~DatasetFileWriter();

  // Adds one row group, at least one row; every group has the same columns in the same order.
  absl::Status AppendGroup(const std::vector<Column>& columns, const std::vector<uint32_t>& labels);
  // Replaces every label by new_labels[label], which must name each of 0 to its size - 1 once:
  // labels whose order is known only after the last row. Once at most, after the last group.
  absl::Status Relabel(const std::vector<uint32_t>& new_labels);
  // Footer, checksum, fsync. Nothing may be appended after it. The description must be the one of
  // the rows: DatasetDescription::CheckConsistency, types, codes, labels and counts are compared.
  absl::Status Finish(const DatasetDescription& description);

 private:
  struct State;
  explicit DatasetFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The whole dataset. DATA_LOSS naming the file if a checksum or a bound does not hold; NOT_FOUND;
// RESOURCE_EXHAUSTED if it does not fit into memory.
absl::StatusOr<LabelledTable> ReadDatasetFile(const std::string& path);
// The description alone (reads the footer; the rows are not looked at).
absl::StatusOr<DatasetDescription> ReadDatasetDescription(const std::string& path);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_DATASET_FILE_H_
