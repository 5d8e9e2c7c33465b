// The tables of the evaluation programs, prepared the way a training job prepares them.
#ifndef COUNTERWEIGHT_BENCH_BENCH_DATA_H_
#define COUNTERWEIGHT_BENCH_BENCH_DATA_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "src/features/preprocessing.h"
#include "src/learn/train_members.h"
#include "src/recipe/training_options.h"
#include "src/tabular/table.h"

namespace counterweight {

// A table of two classes.
struct BinaryTable {
  Table table;
  std::vector<uint32_t> labels;  // [table.row_count], 1 is the positive class
};

// dataset: NAME or PATH, optionally :CLASS. NAME stands for directory/NAME.csv or NAME.csv.gz; what
// holds a '/' is a path of its own. The column `label` is the label. CLASS is the positive class,
// every other one the rest; without it the smaller of two classes is. NOT_FOUND naming the file if
// there is none; INVALID_ARGUMENT if the file is no table, has no such class, or has several
// classes and none is named.
absl::StatusOr<BinaryTable> ReadBinaryTable(absl::string_view directory, absl::string_view dataset);

// Row numbers, ascending: all rows, or a stratified sample of about `most` of them. The same rows
// whatever a run's seed is.
std::vector<int64_t> SampleRows(absl::Span<const uint32_t> labels, int64_t most);

BinaryTable SelectRows(const BinaryTable& table, absl::Span<const int64_t> rows);

// One split of a table: what trains, and what judges.
struct BenchSplit {
  TrainingSet training;
  std::vector<int64_t> training_rows;  // of the table, ascending; training's rows in its order
  Matrix test_features;                // [test rows, d]; no rows if test_fraction is 0
  std::vector<uint8_t> test_labels;    // 1 is the positive class
};

// Hold-out (options.test_fraction), preprocessing, folds and ramps, as a job of these options and
// this seed has them. INVALID_ARGUMENT if a class has no training row or no column is left.
absl::StatusOr<BenchSplit> MakeBenchSplit(const BinaryTable& table, const TrainingOptions& options,
                                          uint64_t seed);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_BENCH_DATA_H_
