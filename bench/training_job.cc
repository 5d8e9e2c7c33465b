#include "bench/training_job.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "src/base/class_counts.h"
#include "src/base/random_stream.h"

namespace counterweight {
namespace {

constexpr int64_t kTellingColumns = 4;
// Of the sum of kTellingColumns + 1 normal variables: 5 % are higher.
constexpr double kThreshold = 3.678;

uint32_t LabelOf(const Table& table, int64_t row, double noise) {
  double sum = noise;
  const auto telling =
      std::min<int64_t>(kTellingColumns, static_cast<int64_t>(table.columns.size()));
  for (int64_t c = 0; c < telling; ++c) sum += table.columns[c].numbers[row];
  return sum > kThreshold ? 1 : 0;
}

}  // namespace

LabelledTable RandomLabelledTable(int64_t rows, int64_t columns) {
  RandomStream stream(1, "table");
  LabelledTable labelled;
  labelled.table.row_count = rows;
  for (int64_t c = 0; c < columns; ++c) {
    labelled.table.schema.push_back({absl::StrCat("column", c), ColumnType::kNumeric, {}});
    std::vector<double>& numbers = labelled.table.columns.emplace_back().numbers;
    for (int64_t row = 0; row < rows; ++row) numbers.push_back(stream.Normal());
  }
  for (int64_t row = 0; row < rows; ++row) {
    labelled.labels.push_back(LabelOf(labelled.table, row, stream.Normal()));
  }
  DatasetDescription& description = labelled.description;
  description.row_count = rows;
  description.columns = labelled.table.schema;
  description.classes = {"0", "1"};
  description.class_counts = CountClasses(labelled.labels, 2);
  description.positive_class = 1;
  return labelled;
}

}  // namespace counterweight
