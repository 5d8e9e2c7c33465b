// Small tables with a known shape for tests of training.
#ifndef COUNTERWEIGHT_TESTS_TESTING_DATASET_BUILDER_H_
#define COUNTERWEIGHT_TESTS_TESTING_DATASET_BUILDER_H_

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "src/base/class_counts.h"
#include "src/base/random_stream.h"
#include "src/tabular/table.h"

namespace counterweight {

// counts[c] rows of class c, interleaved: two numeric columns around a centre of the class's own, a
// categorical one that leans with the class, and a numeric one that is missing in every tenth row.
inline LabelledTable ClusterDataset(const std::vector<int64_t>& counts, uint64_t seed) {
  LabelledTable dataset;
  dataset.table.schema = {{"x", ColumnType::kNumeric, {}},
                          {"y", ColumnType::kNumeric, {}},
                          {"shade", ColumnType::kCategorical, {"dark", "light"}},
                          {"gap", ColumnType::kNumeric, {}}};
  dataset.table.columns.resize(4);
  for (size_t c = 0; c < counts.size(); ++c) {
    dataset.labels.insert(dataset.labels.end(), counts[c], static_cast<uint32_t>(c));
    dataset.description.classes.push_back(std::to_string(c));
  }
  RandomStream stream(seed, "cluster dataset");
  const int64_t rows = static_cast<int64_t>(dataset.labels.size());
  for (int64_t i = rows - 1; i > 0; --i) {
    std::swap(dataset.labels[i], dataset.labels[stream.Below(i + 1)]);
  }
  for (int64_t r = 0; r < rows; ++r) {
    const double angle = 2.4 * dataset.labels[r];
    dataset.table.columns[0].numbers.push_back(100 + 20 * (std::cos(angle) + stream.Normal() / 2));
    dataset.table.columns[1].numbers.push_back(2 * std::sin(angle) + stream.Normal());
    dataset.table.columns[2].codes.push_back(
        stream.Uniform() < (dataset.labels[r] == 0 ? 0.3 : 0.7) ? 1 : 0);
    dataset.table.columns[3].numbers.push_back(
        r % 10 == 0 ? std::numeric_limits<double>::quiet_NaN() : stream.Normal());
  }
  dataset.table.row_count = rows;
  dataset.description.row_count = rows;
  dataset.description.columns = dataset.table.schema;
  dataset.description.statistics.resize(4);
  dataset.description.class_counts = counts;
  dataset.description.positive_class = static_cast<int>(counts.size()) - 1;
  return dataset;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TESTING_DATASET_BUILDER_H_
