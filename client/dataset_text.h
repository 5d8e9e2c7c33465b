// Datasets as text for people.
#ifndef COUNTERWEIGHT_CLIENT_DATASET_TEXT_H_
#define COUNTERWEIGHT_CLIENT_DATASET_TEXT_H_

#include <counterweight/v1/dataset.pb.h>

#include <string>

namespace counterweight::client {

// What it is, its classes, and its columns with types, missing counts and statistics.
std::string DatasetText(const v1::Dataset& dataset);

// A line per dataset.
std::string DatasetsText(const v1::ListDatasetsResponse& list);

// "numeric" of COLUMN_TYPE_NUMERIC.
std::string ColumnTypeName(v1::ColumnType type);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_DATASET_TEXT_H_
