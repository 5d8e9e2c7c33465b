#include "src/pipeline/synthetic_table.h"

#include <cmath>
#include <vector>

namespace counterweight {
namespace {

// Row of `table` that lends synthetic row j what cannot be interpolated.
std::vector<int64_t> NearerParents(const SyntheticSet& set,
                                   absl::Span<const int64_t> training_rows) {
  std::vector<int64_t> nearer(set.size());
  for (int64_t j = 0; j < set.size(); ++j) {
    nearer[j] = training_rows[set.lambdas[j] <= 0.5f ? set.parents[j] : set.neighbours[j]];
  }
  return nearer;
}

Column Gather(const Column& column, absl::Span<const int64_t> rows) {
  Column gathered;
  for (const int64_t row : rows) {
    if (column.codes.empty()) {
      gathered.numbers.push_back(column.numbers[row]);
    } else {
      gathered.codes.push_back(column.codes[row]);
    }
  }
  return gathered;
}

}  // namespace

Table SyntheticTable(const SyntheticSet& set, const Preprocessing& preprocessing,
                     const Table& table, absl::Span<const int64_t> training_rows) {
  const std::vector<int64_t> nearer = NearerParents(set, training_rows);
  Table synthetic;
  synthetic.schema = table.schema;
  synthetic.row_count = set.size();
  for (const Column& column : table.columns) synthetic.columns.push_back(Gather(column, nearer));

  for (size_t i = 0; i < preprocessing.numeric.size(); ++i) {
    const NumericFeature& feature = preprocessing.numeric[i];
    if (table.schema[feature.source].type != ColumnType::kNumeric) continue;
    std::vector<double>& numbers = synthetic.columns[feature.source].numbers;
    for (int64_t j = 0; j < set.size(); ++j) {
      if (std::isnan(numbers[j])) continue;
      numbers[j] = InverseNumeric(feature, set.features.row(j)[i]);
    }
  }
  return synthetic;
}

}  // namespace counterweight
