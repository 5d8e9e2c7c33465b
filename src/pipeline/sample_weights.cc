#include "src/pipeline/sample_weights.h"

#include <cmath>
#include <limits>

#include "src/pipeline/synthetic_table.h"

namespace counterweight {
namespace {

// Settings that trained on the same synthetic rows.
using SettingGroup = std::vector<const TrainedSetting*>;

std::vector<float> MeanRowWeights(const std::vector<TrainedSetting>& settings, size_t rows) {
  std::vector<double> sums(rows, 0.0);
  for (const TrainedSetting& setting : settings) {
    for (size_t i = 0; i < rows; ++i) sums[i] += setting.weight * setting.members.row_weights[i];
  }
  return std::vector<float>(sums.begin(), sums.end());
}

std::vector<float> MeanRowContributions(const std::vector<TrainedSetting>& settings, size_t rows) {
  std::vector<double> sums(rows, 0.0), weights(rows, 0.0);
  for (const TrainedSetting& setting : settings) {
    for (size_t i = 0; i < rows; ++i) {
      const float value = setting.members.row_contributions[i];
      if (std::isnan(value)) continue;
      sums[i] += setting.weight * value;
      weights[i] += setting.weight;
    }
  }
  std::vector<float> means(rows, std::numeric_limits<float>::quiet_NaN());
  for (size_t i = 0; i < rows; ++i) {
    if (weights[i] > 0) means[i] = static_cast<float>(sums[i] / weights[i]);
  }
  return means;
}

bool SameRows(const SyntheticSet& a, const SyntheticSet& b) {
  return a.features.values == b.features.values && a.parents == b.parents &&
         a.neighbours == b.neighbours && a.lambdas == b.lambdas && a.classes == b.classes;
}

std::vector<SettingGroup> GroupBySet(const std::vector<TrainedSetting>& settings) {
  std::vector<SettingGroup> groups;
  for (const TrainedSetting& setting : settings) {
    if (!setting.members.synthetic.has_value()) continue;
    const SyntheticSet& set = setting.members.synthetic->set;
    SettingGroup* found = nullptr;
    for (SettingGroup& group : groups) {
      if (SameRows(group.front()->members.synthetic->set, set)) found = &group;
    }
    if (found == nullptr) found = &groups.emplace_back();
    found->push_back(&setting);
  }
  return groups;
}

// Whether the kept parameters have seen a batch with synthetic rows.
bool SyntheticRowsHadAPart(const TrainedSetting& setting) {
  return SyntheticRowsJoined(setting.setting.options, setting.members.best_step - 1);
}

void Append(const Table& more, Table& table) {
  table.row_count += more.row_count;
  table.columns.resize(more.columns.size());
  for (size_t c = 0; c < more.columns.size(); ++c) {
    const Column& from = more.columns[c];
    Column& to = table.columns[c];
    to.numbers.insert(to.numbers.end(), from.numbers.begin(), from.numbers.end());
    to.codes.insert(to.codes.end(), from.codes.begin(), from.codes.end());
  }
}

void AppendGroup(const SettingGroup& group, const std::vector<int64_t>& training_rows,
                 SampleWeightsTable& table) {
  const SyntheticSet& set = group.front()->members.synthetic->set;
  double total = 0;
  for (const TrainedSetting* setting : group) total += setting->weight;
  for (int64_t j = 0; j < set.size(); ++j) {
    double contribution = 0, weight = 0;
    for (const TrainedSetting* setting : group) {
      const SyntheticOutcome& synthetic = *setting->members.synthetic;
      contribution += setting->weight / total * synthetic.contributions[j];
      if (!SyntheticRowsHadAPart(*setting)) continue;
      weight += setting->weight * synthetic.contributions[j] * synthetic.class_mass[set.classes[j]];
    }
    table.synthetic_labels.push_back(set.classes[j]);
    table.synthetic_contributions.push_back(static_cast<float>(contribution));
    table.synthetic_weights.push_back(static_cast<float>(weight));
    table.parent_rows.push_back(training_rows[set.parents[j]]);
    table.neighbour_rows.push_back(training_rows[set.neighbours[j]]);
  }
}

}  // namespace

SampleWeightsTable MakeSampleWeights(const std::vector<TrainedSetting>& settings,
                                     const std::vector<uint32_t>& labels,
                                     const Preprocessing& preprocessing,
                                     const LabelledTable& dataset,
                                     const std::vector<int64_t>& training_rows) {
  SampleWeightsTable table;
  table.rows = training_rows;
  table.labels = labels;
  table.weights = MeanRowWeights(settings, training_rows.size());
  table.contributions = MeanRowContributions(settings, training_rows.size());
  table.synthetic.schema = dataset.table.schema;
  table.synthetic.columns.resize(dataset.table.schema.size());
  for (const SettingGroup& group : GroupBySet(settings)) {
    const SyntheticSet& set = group.front()->members.synthetic->set;
    Append(SyntheticTable(set, preprocessing, dataset.table, training_rows), table.synthetic);
    AppendGroup(group, training_rows, table);
  }
  return table;
}

}  // namespace counterweight
