// DatasetDescription <-> bytes. The fields follow each other in the order of schema.h, each in the
// layout of byte_codec.h, after the number of this layout.
#include "absl/strings/str_cat.h"
#include "src/base/byte_codec.h"
#include "src/base/field_error.h"
#include "src/tabular/schema.h"

namespace counterweight {
namespace {

constexpr uint32_t kLayout = 1;
// The least bytes of an encoded element: what bounds a count that foreign bytes claim.
constexpr uint64_t kOverrideBytes = sizeof(uint64_t) + sizeof(ColumnType);
constexpr uint64_t kColumnBytes = 2 * sizeof(uint64_t) + sizeof(ColumnType);
constexpr uint64_t kStatisticsBytes = 2 * sizeof(int64_t) + 4 * sizeof(double) + sizeof(uint64_t);

void Put(const DatasetSpec& spec, ByteWriter& writer) {
  writer.PutString(spec.display_name);
  writer.PutString(spec.label_column);
  writer.PutString(spec.positive_label);
  writer.Put(spec.delimiter);
  writer.Put<uint64_t>(spec.column_types.size());
  for (const auto& [name, type] : spec.column_types) {
    writer.PutString(name);
    writer.Put(type);
  }
}

DatasetSpec GetSpec(ByteReader& reader) {
  DatasetSpec spec;
  spec.display_name = reader.GetString();
  spec.label_column = reader.GetString();
  spec.positive_label = reader.GetString();
  spec.delimiter = reader.Get<char>();
  const uint64_t count = reader.GetCount(kOverrideBytes);
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::string name = reader.GetString();
    spec.column_types[name] = reader.Get<ColumnType>();
  }
  return spec;
}

void Put(const ColumnSchema& column, ByteWriter& writer) {
  writer.PutString(column.name);
  writer.Put(column.type);
  writer.PutStrings(column.categories);
}

ColumnSchema GetColumn(ByteReader& reader) {
  ColumnSchema column;
  column.name = reader.GetString();
  column.type = reader.Get<ColumnType>();
  column.categories = reader.GetStrings();
  return column;
}

void Put(const ColumnStatistics& statistics, ByteWriter& writer) {
  writer.Put(statistics.missing_count);
  writer.Put(statistics.infinite_count);
  writer.Put(statistics.minimum);
  writer.Put(statistics.maximum);
  writer.Put(statistics.mean);
  writer.Put(statistics.standard_deviation);
  writer.PutVector(statistics.category_counts);
}

ColumnStatistics GetStatistics(ByteReader& reader) {
  ColumnStatistics statistics;
  statistics.missing_count = reader.Get<int64_t>();
  statistics.infinite_count = reader.Get<int64_t>();
  statistics.minimum = reader.Get<double>();
  statistics.maximum = reader.Get<double>();
  statistics.mean = reader.Get<double>();
  statistics.standard_deviation = reader.Get<double>();
  statistics.category_counts = reader.GetVector<int64_t>();
  return statistics;
}

absl::Status Malformed(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("not a dataset description: ", what));
}

absl::Status CheckValues(const DatasetDescription& description) {
  for (const auto& [name, type] : description.spec.column_types) {
    if (!IsColumnType(type)) return Malformed("an override with an unknown type");
  }
  for (const ColumnSchema& column : description.columns) {
    if (!IsColumnType(column.type) || column.type == ColumnType::kIgnored) {
      return Malformed("a column with an unknown type");
    }
  }
  if (description.row_count < 0) return Malformed("a negative row count");
  if (!description.classes.empty() &&
      (description.positive_class < 0 ||
       static_cast<size_t>(description.positive_class) >= description.classes.size())) {
    return Malformed("a positive class that is no class");
  }
  return absl::OkStatus();
}

}  // namespace

std::string DatasetDescription::Encode() const {
  ByteWriter writer;
  writer.Put(kLayout);
  Put(spec, writer);
  writer.Put(row_count);
  writer.Put<uint64_t>(columns.size());
  for (const ColumnSchema& column : columns) Put(column, writer);
  writer.Put<uint64_t>(statistics.size());
  for (const ColumnStatistics& entry : statistics) Put(entry, writer);
  writer.PutStrings(ignored_columns);
  writer.PutStrings(classes);
  writer.PutVector(class_counts);
  writer.Put<int32_t>(positive_class);
  writer.Put(imbalance_ratio);
  return writer.Take();
}

absl::StatusOr<DatasetDescription> DatasetDescription::Decode(absl::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.Get<uint32_t>() != kLayout) return Malformed("unknown layout number");
  DatasetDescription description;
  description.spec = GetSpec(reader);
  description.row_count = reader.Get<int64_t>();
  const uint64_t column_count = reader.GetCount(kColumnBytes);
  for (uint64_t i = 0; i < column_count && reader.ok(); ++i) {
    description.columns.push_back(GetColumn(reader));
  }
  const uint64_t statistics_count = reader.GetCount(kStatisticsBytes);
  for (uint64_t i = 0; i < statistics_count && reader.ok(); ++i) {
    description.statistics.push_back(GetStatistics(reader));
  }
  description.ignored_columns = reader.GetStrings();
  description.classes = reader.GetStrings();
  description.class_counts = reader.GetVector<int64_t>();
  description.positive_class = reader.Get<int32_t>();
  description.imbalance_ratio = reader.Get<double>();
  if (!reader.ok()) return Annotate(reader.status(), "not a dataset description");
  if (!reader.AtEnd()) return Malformed("bytes after its end");
  if (const absl::Status status = CheckValues(description); !status.ok()) return status;
  return description;
}

}  // namespace counterweight
