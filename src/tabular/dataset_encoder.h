// The last reading of an upload: cells of known type -> row groups of a dataset file.
#ifndef COUNTERWEIGHT_SRC_TABULAR_DATASET_ENCODER_H_
#define COUNTERWEIGHT_SRC_TABULAR_DATASET_ENCODER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "src/tabular/dataset_file.h"
#include "src/tabular/dataset_inference.h"
#include "src/tabular/statistics_tally.h"
#include "src/tabular/table.h"

namespace counterweight {

// Memory: one row group, at most kGroupRows rows and about kGroupBytes (at least one row).
// Thread safety: one thread at a time.
class DatasetEncoder {
 public:
  static constexpr int64_t kGroupRows = 8192;
  static constexpr int64_t kGroupBytes = 8 << 20;

  // `inference` has seen the same records; description: its Describe(). Both, and the writer, must
  // outlive the encoder.
  DatasetEncoder(const DatasetInference& inference, const DatasetDescription& description,
                 DatasetFileWriter* writer);

  // Records in order, 0 is the header. DATA_LOSS if they are not those that were inferred from.
  absl::Status AddRecord(int64_t record, absl::Span<const absl::string_view> fields);
  // Writes the last group; then the statistics, one per feature column, are complete.
  absl::Status Flush();
  std::vector<ColumnStatistics> Statistics() const;

 private:
  struct FeatureColumn {
    size_t field;
    ColumnType type;
    const CategoryDictionary* dictionary;
    StatisticsTally statistics;
  };

  static bool AddCell(FeatureColumn& feature, Column& column, absl::string_view cell);
  static bool AddCode(FeatureColumn& feature, Column& column, absl::string_view cell);
  static bool AddNumber(FeatureColumn& feature, Column& column, absl::string_view cell);

  const size_t field_count_;
  const size_t label_field_;
  DatasetFileWriter* const writer_;
  int64_t group_rows_ = kGroupRows;
  absl::flat_hash_map<std::string, uint32_t> class_codes_;
  std::vector<FeatureColumn> features_;
  std::vector<Column> columns_;  // the group under way
  std::vector<uint32_t> labels_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_DATASET_ENCODER_H_
