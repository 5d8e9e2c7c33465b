// A stored dataset in the terms of a model: its columns, codes and classes.
#ifndef COUNTERWEIGHT_SRC_APPLICATION_ALIGN_DATASET_H_
#define COUNTERWEIGHT_SRC_APPLICATION_ALIGN_DATASET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "src/serving/predictor.h"
#include "src/tabular/table.h"

namespace counterweight {

struct AlignedDataset {
  Table table;                   // as Predictor::Predict takes it
  std::vector<uint32_t> labels;  // indices into the predictor's classes
};

// Columns are matched by name; surplus ones are left out; a column without any value fits any type.
// INVALID_ARGUMENT naming the column that the model needs and the dataset lacks, a column of
// another type, or a class that the model does not know.
absl::StatusOr<AlignedDataset> AlignDataset(const LabelledTable& dataset,
                                            const Predictor& predictor);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_APPLICATION_ALIGN_DATASET_H_
