#include "src/artifact/model_summary.h"

#include "absl/status/status.h"
#include "src/artifact/options_codec.h"
#include "src/artifact/setting_codec.h"
#include "src/artifact/validate_artifact.h"
#include "src/base/byte_codec.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// First bytes of a summary; the last digit is the version of the format.
constexpr absl::string_view kMagic = "cw-summary-3";

void PutColumns(const std::vector<SummaryColumn>& columns, ByteWriter& writer) {
  writer.Put<uint64_t>(columns.size());
  for (const SummaryColumn& column : columns) {
    writer.PutString(column.name);
    writer.Put<ColumnType>(column.type);
  }
}

std::vector<SummaryColumn> GetColumns(ByteReader& reader) {
  std::vector<SummaryColumn> columns(reader.GetCount(sizeof(uint64_t) + sizeof(ColumnType)));
  for (SummaryColumn& column : columns) {
    column.name = reader.GetString();
    column.type = reader.Get<ColumnType>();
  }
  return columns;
}

void PutSettings(const std::vector<SummarySetting>& settings, ByteWriter& writer) {
  writer.Put<uint64_t>(settings.size());
  for (const SummarySetting& setting : settings) {
    PutSettingRecord(setting.record, writer);
    writer.Put<double>(setting.weight);
  }
}

std::vector<SummarySetting> GetSettings(ByteReader& reader) {
  std::vector<SummarySetting> settings(reader.GetCount(kSmallestSettingRecord + sizeof(double)));
  for (SummarySetting& setting : settings) {
    setting.record = GetSettingRecord(reader);
    setting.weight = reader.Get<double>();
  }
  return settings;
}

bool IsFeatureType(ColumnType type) {
  return type == ColumnType::kNumeric || type == ColumnType::kCategorical ||
         type == ColumnType::kBoolean;
}

absl::Status Check(const ModelSummary& summary) {
  const size_t class_count = summary.classes.size();
  if (class_count < 2) return absl::DataLossError("model summary: fewer than two classes");
  if (summary.positive_class < 0 || static_cast<size_t>(summary.positive_class) >= class_count) {
    return absl::DataLossError("model summary: the positive class is none of the classes");
  }
  if (summary.thresholds.size() != class_count) {
    return absl::DataLossError("model summary: not one threshold per class");
  }
  if (summary.training_row_count < 0 || summary.synthetic_row_count < 0) {
    return absl::DataLossError("model summary: a negative count");
  }
  if (summary.settings.empty()) return absl::DataLossError("model summary: no setting");
  for (const SummaryColumn& column : summary.columns) {
    if (!IsFeatureType(column.type)) {
      return absl::DataLossError("model summary: a column has an unknown type");
    }
  }
  CW_RETURN_IF_ERROR(ValidateFigures("model summary, validation", summary.validation, class_count));
  if (!summary.test.has_value()) return absl::OkStatus();
  return ValidateFigures("model summary, test", *summary.test, class_count);
}

}  // namespace

std::string ModelSummary::Encode() const {
  ByteWriter writer;
  writer.PutString(kMagic);
  writer.PutString(method);
  PutOptions(options, writer);
  writer.Put<uint64_t>(seed);
  PutColumns(columns, writer);
  writer.PutStrings(classes);
  writer.Put<int32_t>(positive_class);
  writer.PutVector(thresholds);
  validation.Encode(writer);
  writer.Put<uint8_t>(test.has_value());
  if (test.has_value()) test->Encode(writer);
  writer.Put<int64_t>(training_row_count);
  writer.Put<int64_t>(synthetic_row_count);
  PutSettings(settings, writer);
  return writer.Take();
}

absl::StatusOr<ModelSummary> ModelSummary::Decode(absl::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.GetString() != kMagic) return absl::DataLossError("these bytes are no model summary");
  ModelSummary summary;
  summary.method = reader.GetString();
  summary.options = GetOptions(reader);
  summary.seed = reader.Get<uint64_t>();
  summary.columns = GetColumns(reader);
  summary.classes = reader.GetStrings();
  summary.positive_class = reader.Get<int32_t>();
  summary.thresholds = reader.GetVector<double>();
  summary.validation = Figures::Decode(reader);
  if (reader.Get<uint8_t>() != 0) summary.test = Figures::Decode(reader);
  summary.training_row_count = reader.Get<int64_t>();
  summary.synthetic_row_count = reader.Get<int64_t>();
  summary.settings = GetSettings(reader);
  if (!reader.ok() || !reader.AtEnd()) {
    return absl::DataLossError("model summary: its bytes end early or late");
  }
  CW_RETURN_IF_ERROR(Check(summary));
  return summary;
}

ModelSummary Summarize(const Artifact& artifact) {
  ModelSummary summary;
  summary.method = artifact.method;
  summary.options = artifact.options;
  summary.seed = artifact.seed;
  for (const ColumnSchema& column : artifact.preprocessing.schema) {
    summary.columns.push_back({column.name, column.type});
  }
  summary.classes = artifact.classes;
  summary.positive_class = artifact.positive_class;
  summary.thresholds = artifact.rule.thresholds;
  summary.validation = artifact.validation;
  summary.test = artifact.test;
  summary.training_row_count = static_cast<int64_t>(artifact.sample_weights.rows.size());
  summary.synthetic_row_count = artifact.sample_weights.synthetic.row_count;
  for (size_t i = 0; i < artifact.settings.size(); ++i) {
    summary.settings.push_back({artifact.settings[i], artifact.groups[i].weight});
  }
  return summary;
}

}  // namespace counterweight
