#include "server/model_conversion.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "server/dataset_conversion.h"
#include "server/metrics_conversion.h"
#include "server/timestamp_conversion.h"
#include "src/application/resource_name.h"

namespace counterweight {
namespace {

// What the record says: identity and origin.
void FillRecord(const ModelRecord& record, v1::Model& proto) {
  proto.set_name(ResourceName(kModelCollection, record.id));
  proto.set_display_name(record.display_name);
  proto.set_version(record.version);
  *proto.mutable_create_time() = ToTimestamp(record.create_time);
  proto.set_job(ResourceName(kJobCollection, record.job_id));
  proto.set_dataset(ResourceName(kDatasetCollection, record.dataset_id));
  proto.mutable_aliases()->Add(record.aliases.begin(), record.aliases.end());
  proto.set_artifact_bytes(record.artifact_bytes);
  proto.set_sha256(absl::HexStringToBytes(record.blob));
}

void FillSetting(const SummarySetting& setting, v1::Model::Setting& proto) {
  const SettingRecord& record = setting.record;
  proto.set_name(record.name);
  proto.set_rule(record.rule);
  proto.mutable_options()->insert(record.options.begin(), record.options.end());
  proto.set_weight(setting.weight);
  proto.set_validation_average_precision(record.validation_average_precision);
  proto.set_chosen_step(record.chosen_step);
}

// What the artefact says of itself.
void FillSummary(const ModelSummary& summary, v1::Model& proto) {
  proto.set_method(summary.method);
  proto.mutable_options()->insert(summary.options.begin(), summary.options.end());
  proto.set_seed(summary.seed);
  for (const SummaryColumn& column : summary.columns) {
    v1::Model::FeatureColumn* feature = proto.add_columns();
    feature->set_name(column.name);
    feature->set_type(ToProto(column.type));
  }
  proto.mutable_classes()->Add(summary.classes.begin(), summary.classes.end());
  proto.set_positive_label(summary.classes[static_cast<size_t>(summary.positive_class)]);
  proto.mutable_thresholds()->Add(summary.thresholds.begin(), summary.thresholds.end());
  *proto.mutable_metrics() = ToProto(summary.validation, summary.test, summary.classes);
  proto.set_training_row_count(summary.training_row_count);
  proto.set_synthetic_row_count(summary.synthetic_row_count);
  for (const SummarySetting& setting : summary.settings)
    FillSetting(setting, *proto.add_settings());
  const auto heaviest = std::max_element(
      summary.settings.begin(), summary.settings.end(),
      [](const SummarySetting& a, const SummarySetting& b) { return a.weight < b.weight; });
  if (heaviest != summary.settings.end()) proto.set_chosen_step(heaviest->record.chosen_step);
}

}  // namespace

v1::Model ToProto(const ModelView& view) {
  v1::Model proto;
  FillRecord(view.record, proto);
  FillSummary(view.summary, proto);
  return proto;
}

}  // namespace counterweight
