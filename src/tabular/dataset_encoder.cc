#include "src/tabular/dataset_encoder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/tabular/cell.h"

namespace counterweight {
namespace {

constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();

// The number that a cell present stands for in a column of this type.
std::optional<double> ParseAs(ColumnType type, absl::string_view cell) {
  if (type == ColumnType::kNumeric) return ParseNumber(cell);
  const std::optional<bool> value = ParseBooleanOrDigit(cell);
  if (!value.has_value()) return std::nullopt;
  return *value ? 1.0 : 0.0;
}

}  // namespace

DatasetEncoder::DatasetEncoder(const DatasetInference& inference,
                               const DatasetDescription& description, DatasetFileWriter* writer)
    : field_count_(inference.header().names.size()),
      label_field_(inference.header().label),
      writer_(writer),
      columns_(description.columns.size()) {
  for (const std::string& label : description.classes) {
    class_codes_.emplace(label, static_cast<uint32_t>(class_codes_.size()));
  }
  int64_t row_bytes = sizeof(uint32_t);
  for (size_t field = 0; field < field_count_; ++field) {
    if (!inference.header().IsFeature(field)) continue;
    const ColumnSchema& schema = description.columns[features_.size()];
    features_.push_back({field, schema.type, &inference.columns()[field].dictionary(),
                         StatisticsTally(schema.categories.size())});
    row_bytes += schema.type == ColumnType::kCategorical ? sizeof(uint32_t) : sizeof(double);
  }
  group_rows_ = std::clamp<int64_t>(kGroupBytes / row_bytes, 1, kGroupRows);
}

absl::Status DatasetEncoder::AddRecord(int64_t record, absl::Span<const absl::string_view> fields) {
  if (record == 0) return absl::OkStatus();
  bool fits = fields.size() == field_count_;
  for (size_t i = 0; fits && i < features_.size(); ++i) {
    fits = AddCell(features_[i], columns_[i], fields[features_[i].field]);
  }
  const auto label = fits ? class_codes_.find(fields[label_field_]) : class_codes_.end();
  if (label == class_codes_.end()) {
    return absl::DataLossError(
        absl::StrCat("row ", record - 1, ": the spooled upload is not what was received"));
  }
  labels_.push_back(label->second);
  return static_cast<int64_t>(labels_.size()) == group_rows_ ? Flush() : absl::OkStatus();
}

bool DatasetEncoder::AddCell(FeatureColumn& feature, Column& column, absl::string_view cell) {
  return feature.type == ColumnType::kCategorical ? AddCode(feature, column, cell)
                                                  : AddNumber(feature, column, cell);
}

bool DatasetEncoder::AddCode(FeatureColumn& feature, Column& column, absl::string_view cell) {
  if (IsMissingCell(cell)) {
    feature.statistics.AddMissing();
    column.codes.push_back(kMissingCode);
    return true;
  }
  const std::optional<uint32_t> code = feature.dictionary->Find(cell);
  if (!code.has_value()) return false;
  feature.statistics.AddCode(*code);
  column.codes.push_back(*code);
  return true;
}

bool DatasetEncoder::AddNumber(FeatureColumn& feature, Column& column, absl::string_view cell) {
  if (IsMissingCell(cell)) {
    feature.statistics.AddMissing();
    column.numbers.push_back(kMissingNumber);
    return true;
  }
  const std::optional<double> number = ParseAs(feature.type, cell);
  if (!number.has_value()) return false;
  if (std::isinf(*number)) {
    feature.statistics.AddInfinite();
    column.numbers.push_back(kMissingNumber);
  } else {
    feature.statistics.AddNumber(*number);
    column.numbers.push_back(*number);
  }
  return true;
}

absl::Status DatasetEncoder::Flush() {
  if (labels_.empty()) return absl::OkStatus();
  CW_RETURN_IF_ERROR(writer_->AppendGroup(columns_, labels_));
  for (Column& column : columns_) {
    column.numbers.clear();
    column.codes.clear();
  }
  labels_.clear();
  return absl::OkStatus();
}

std::vector<ColumnStatistics> DatasetEncoder::Statistics() const {
  std::vector<ColumnStatistics> statistics;
  for (const FeatureColumn& feature : features_) {
    statistics.push_back(feature.statistics.Summarize());
  }
  return statistics;
}

}  // namespace counterweight
