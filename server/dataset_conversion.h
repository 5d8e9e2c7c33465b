// Datasets between the contract and the use cases.
#ifndef COUNTERWEIGHT_SERVER_DATASET_CONVERSION_H_
#define COUNTERWEIGHT_SERVER_DATASET_CONVERSION_H_

#include "absl/status/statusor.h"
#include "counterweight/v1/dataset.pb.h"
#include "src/application/datasets.h"
#include "src/tabular/schema.h"

namespace counterweight {

// FieldError "spec.delimiter", "spec.column_types[NAME]" for what the contract has no
// meaning for; the rest is checked by DatasetSpec::Validate.
absl::StatusOr<DatasetSpec> ToDatasetSpec(const v1::DatasetSpec& proto);

v1::Dataset ToProto(const DatasetView& view);

// Of a feature or an ignored column.
v1::ColumnType ToProto(ColumnType type);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_DATASET_CONVERSION_H_
