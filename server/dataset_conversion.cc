#include "server/dataset_conversion.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/timestamp_conversion.h"
#include "src/application/resource_name.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// What dataset.proto promises of most_frequent.
constexpr size_t kMostFrequentCategories = 30;

absl::StatusOr<ColumnType> ToColumnType(v1::ColumnType proto, const std::string& column) {
  switch (proto) {
    case v1::COLUMN_TYPE_NUMERIC:
      return ColumnType::kNumeric;
    case v1::COLUMN_TYPE_CATEGORICAL:
      return ColumnType::kCategorical;
    case v1::COLUMN_TYPE_BOOLEAN:
      return ColumnType::kBoolean;
    case v1::COLUMN_TYPE_IGNORED:
      return ColumnType::kIgnored;
    default:
      return FieldError(
          absl::StrCat("spec.column_types[", column, "]"),
          absl::StrCat(static_cast<int>(proto),
                       " is no column type; leave the column out to have its type inferred"));
  }
}

absl::StatusOr<char> ToDelimiter(const std::string& delimiter) {
  if (delimiter.empty()) return ',';
  if (delimiter.size() == 1) return delimiter[0];
  return FieldError("spec.delimiter",
                    absl::StrCat("\"", absl::CHexEscape(delimiter), "\" is more than one byte"));
}

// The codes of the most frequent categories; equal counts in the order of first appearance.
std::vector<size_t> MostFrequent(const std::vector<int64_t>& counts) {
  std::vector<size_t> codes(counts.size());
  std::iota(codes.begin(), codes.end(), size_t{0});
  const size_t kept = std::min(codes.size(), kMostFrequentCategories);
  std::partial_sort(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(kept), codes.end(),
                    [&counts](size_t a, size_t b) {
                      return counts[a] != counts[b] ? counts[a] > counts[b] : a < b;
                    });
  codes.resize(kept);
  return codes;
}

void FillCategories(const ColumnSchema& schema, const ColumnStatistics& statistics,
                    v1::Dataset::Column& proto) {
  proto.set_category_count(static_cast<int64_t>(schema.categories.size()));
  for (const size_t code : MostFrequent(statistics.category_counts)) {
    v1::Dataset::Column::CategoryCount* category = proto.add_most_frequent();
    category->set_value(schema.categories[code]);
    category->set_row_count(statistics.category_counts[code]);
  }
}

void FillNumeric(const ColumnStatistics& statistics, v1::Dataset::Column& proto) {
  if (std::isnan(statistics.mean)) return;  // no value is present
  v1::Dataset::Column::NumericStatistics& numeric = *proto.mutable_numeric();
  numeric.set_minimum(statistics.minimum);
  numeric.set_maximum(statistics.maximum);
  numeric.set_mean(statistics.mean);
  numeric.set_standard_deviation(statistics.standard_deviation);
}

v1::Dataset::Column ToProto(const ColumnSchema& schema, const ColumnStatistics& statistics) {
  v1::Dataset::Column proto;
  proto.set_name(schema.name);
  proto.set_type(ToProto(schema.type));
  proto.set_missing_count(statistics.missing_count);
  proto.set_infinite_count(statistics.infinite_count);
  if (schema.type == ColumnType::kCategorical) {
    FillCategories(schema, statistics, proto);
  } else {
    FillNumeric(statistics, proto);
  }
  return proto;
}

}  // namespace

absl::StatusOr<DatasetSpec> ToDatasetSpec(const v1::DatasetSpec& proto) {
  DatasetSpec spec;
  spec.display_name = proto.display_name();
  spec.label_column = proto.label_column();
  spec.positive_label = proto.positive_label();
  CW_ASSIGN_OR_RETURN(spec.delimiter, ToDelimiter(proto.delimiter()));
  for (const auto& [column, type] : proto.column_types()) {
    CW_ASSIGN_OR_RETURN(spec.column_types[column],
                        ToColumnType(static_cast<v1::ColumnType>(type), column));
  }
  return spec;
}

v1::ColumnType ToProto(ColumnType type) {
  switch (type) {
    case ColumnType::kNumeric:
      return v1::COLUMN_TYPE_NUMERIC;
    case ColumnType::kCategorical:
      return v1::COLUMN_TYPE_CATEGORICAL;
    case ColumnType::kBoolean:
      return v1::COLUMN_TYPE_BOOLEAN;
    case ColumnType::kIgnored:
      return v1::COLUMN_TYPE_IGNORED;
  }
  return v1::COLUMN_TYPE_UNSPECIFIED;
}

v1::Dataset ToProto(const DatasetView& view) {
  const DatasetDescription& description = view.description;
  v1::Dataset proto;
  proto.set_name(ResourceName(kDatasetCollection, view.record.id));
  proto.set_display_name(view.record.display_name);
  *proto.mutable_create_time() = ToTimestamp(view.record.create_time);
  proto.set_row_count(description.row_count);
  for (size_t i = 0; i < description.columns.size(); ++i) {
    *proto.add_columns() = ToProto(description.columns[i], description.statistics[i]);
  }
  proto.set_label_column(description.spec.label_column);
  for (size_t i = 0; i < description.classes.size(); ++i) {
    v1::Dataset::ClassCount* count = proto.add_classes();
    count->set_label(description.classes[i]);
    count->set_row_count(description.class_counts[i]);
  }
  proto.set_positive_label(description.classes[static_cast<size_t>(description.positive_class)]);
  proto.set_imbalance_ratio(description.imbalance_ratio);
  proto.set_uploaded_bytes(view.record.uploaded_bytes);
  proto.set_sha256(absl::HexStringToBytes(view.record.uploaded_sha256));
  proto.mutable_ignored_columns()->Add(description.ignored_columns.begin(),
                                       description.ignored_columns.end());
  return proto;
}

}  // namespace counterweight
