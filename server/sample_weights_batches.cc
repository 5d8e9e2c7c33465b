#include "server/sample_weights_batches.h"

#include <cmath>
#include <utility>

namespace counterweight {
namespace {

constexpr int kMaximumRows = 1000;
// A message ends once it is this large: rows may have 10,000 columns, and a slow reader holds one
// message of ours.
constexpr size_t kMaximumBytes = size_t{1} << 20;

v1::SampleWeights::Value CellValue(const ColumnSchema& schema, const Column& column, size_t row) {
  v1::SampleWeights::Value value;
  if (schema.type == ColumnType::kCategorical) {
    const uint32_t code = column.codes[row];
    if (code < schema.categories.size()) value.set_text(schema.categories[code]);
  } else if (const double number = column.numbers[row]; !std::isnan(number)) {
    if (schema.type == ColumnType::kBoolean) {
      value.set_boolean(number != 0);
    } else {
      value.set_number(number);
    }
  }
  return value;
}

}  // namespace

SampleWeightsBatches::SampleWeightsBatches(std::shared_ptr<const Artifact> artifact,
                                           bool include_synthetic)
    : artifact_(std::move(artifact)),
      real_count_(static_cast<int64_t>(artifact_->sample_weights.rows.size())),
      synthetic_count_(include_synthetic ? artifact_->sample_weights.synthetic.row_count : 0) {}

bool SampleWeightsBatches::Next(v1::SampleWeights* batch) {
  batch->Clear();
  size_t bytes = 0;
  for (int rows = 0; rows < kMaximumRows && bytes < kMaximumBytes && next_real_ < real_count_;
       ++rows) {
    AddRealRow(next_real_++, batch);
    bytes += batch->real_rows(rows).ByteSizeLong();
  }
  if (batch->real_rows_size() > 0) return true;
  if (next_synthetic_ == 0 && synthetic_count_ > 0) {
    for (const ColumnSchema& column : artifact_->sample_weights.synthetic.schema) {
      batch->add_feature_names(column.name);
    }
  }
  for (int rows = 0;
       rows < kMaximumRows && bytes < kMaximumBytes && next_synthetic_ < synthetic_count_; ++rows) {
    AddSyntheticRow(next_synthetic_++, batch);
    bytes += batch->synthetic_rows(rows).ByteSizeLong();
  }
  return batch->synthetic_rows_size() > 0;
}

void SampleWeightsBatches::AddRealRow(int64_t index, v1::SampleWeights* batch) const {
  const SampleWeightsTable& weights = artifact_->sample_weights;
  const size_t i = static_cast<size_t>(index);
  v1::SampleWeights::RealRow* row = batch->add_real_rows();
  row->set_row(weights.rows[i]);
  row->set_label(artifact_->classes[weights.labels[i]]);
  row->set_weight(weights.weights[i]);
  if (!std::isnan(weights.contributions[i])) row->set_contribution(weights.contributions[i]);
}

void SampleWeightsBatches::AddSyntheticRow(int64_t index, v1::SampleWeights* batch) const {
  const SampleWeightsTable& weights = artifact_->sample_weights;
  const size_t i = static_cast<size_t>(index);
  v1::SampleWeights::SyntheticRow* row = batch->add_synthetic_rows();
  for (size_t c = 0; c < weights.synthetic.columns.size(); ++c) {
    *row->add_features() = CellValue(weights.synthetic.schema[c], weights.synthetic.columns[c], i);
  }
  row->set_label(artifact_->classes[weights.synthetic_labels[i]]);
  row->set_weight(weights.synthetic_weights[i]);
  row->set_contribution(weights.synthetic_contributions[i]);
  row->set_parent_row(weights.parent_rows[i]);
  row->set_neighbour_row(weights.neighbour_rows[i]);
}

}  // namespace counterweight
