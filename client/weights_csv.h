// A model's sample weights as CSV.
#ifndef COUNTERWEIGHT_CLIENT_WEIGHTS_CSV_H_
#define COUNTERWEIGHT_CLIENT_WEIGHTS_CSV_H_

#include <counterweight/v1/model.pb.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight::client {

// "row,label,weight,contribution" with a line end.
std::string RealRowsHeader();
// One record; the contribution is empty where the row was never in a sample. Numbers are exact.
void AppendRealRow(const v1::SampleWeights::RealRow& row, std::string* out);

// The feature columns, then "class,weight,contribution,parent_row,neighbour_row".
std::string SyntheticRowsHeader(absl::Span<const std::string> feature_names);
// One record; a missing value is an empty field. INTERNAL if the row has not `feature_count`
// values.
absl::Status AppendSyntheticRow(const v1::SampleWeights::SyntheticRow& row, size_t feature_count,
                                std::string* out);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_WEIGHTS_CSV_H_
