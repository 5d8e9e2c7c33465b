#include "client/weights_csv.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "client/csv.h"
#include "client/number_text.h"

namespace counterweight::client {
namespace {

std::string ValueText(const v1::SampleWeights::Value& value) {
  switch (value.kind_case()) {
    case v1::SampleWeights::Value::kNumber:
      return ExactText(value.number());
    case v1::SampleWeights::Value::kText:
      return value.text();
    case v1::SampleWeights::Value::kBoolean:
      return value.boolean() ? "true" : "false";
    case v1::SampleWeights::Value::KIND_NOT_SET:
      break;
  }
  return "";
}

}  // namespace

std::string RealRowsHeader() { return "row,label,weight,contribution\n"; }

void AppendRealRow(const v1::SampleWeights::RealRow& row, std::string* out) {
  const std::string contribution = row.has_contribution() ? ExactText(row.contribution()) : "";
  AppendCsvRecord({absl::StrCat(row.row()), row.label(), ExactText(row.weight()), contribution},
                  out);
}

std::string SyntheticRowsHeader(absl::Span<const std::string> feature_names) {
  std::vector<std::string> names(feature_names.begin(), feature_names.end());
  for (const char* name : {"class", "weight", "contribution", "parent_row", "neighbour_row"}) {
    names.push_back(name);
  }
  std::string header;
  AppendCsvRecord(names, &header);
  return header;
}

absl::Status AppendSyntheticRow(const v1::SampleWeights::SyntheticRow& row, size_t feature_count,
                                std::string* out) {
  if (static_cast<size_t>(row.features_size()) != feature_count) {
    return absl::InternalError(absl::StrCat("the server sent a synthetic row of ",
                                            row.features_size(), " values for ", feature_count,
                                            " columns"));
  }
  std::vector<std::string> cells;
  cells.reserve(feature_count + 5);
  for (const v1::SampleWeights::Value& value : row.features()) cells.push_back(ValueText(value));
  cells.push_back(row.label());
  cells.push_back(ExactText(row.weight()));
  cells.push_back(ExactText(row.contribution()));
  cells.push_back(absl::StrCat(row.parent_row()));
  cells.push_back(absl::StrCat(row.neighbour_row()));
  AppendCsvRecord(cells, out);
  return absl::OkStatus();
}

}  // namespace counterweight::client
