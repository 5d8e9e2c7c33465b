// What lists show of a model, so that nobody opens the artefact for it.
#ifndef COUNTERWEIGHT_SRC_ARTIFACT_MODEL_SUMMARY_H_
#define COUNTERWEIGHT_SRC_ARTIFACT_MODEL_SUMMARY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/artifact/artifact.h"
#include "src/evaluation/figures.h"
#include "src/tabular/schema.h"

namespace counterweight {

// A column that a prediction needs.
struct SummaryColumn {
  std::string name;
  ColumnType type = ColumnType::kNumeric;  // never kIgnored
};

// One group of networks: how it was trained and how much it says.
struct SummarySetting {
  SettingRecord record;
  double weight = 1;  // the weights sum to 1
};

struct ModelSummary {
  std::string method;
  std::map<std::string, std::string> options;
  uint64_t seed = 0;
  std::vector<SummaryColumn> columns;  // in schema order
  std::vector<std::string> classes;
  int32_t positive_class = 0;
  std::vector<double> thresholds;  // one per class
  Figures validation;
  std::optional<Figures> test;
  int64_t training_row_count = 0;
  int64_t synthetic_row_count = 0;
  std::vector<SummarySetting> settings;

  std::string Encode() const;
  // DATA_LOSS if the bytes are not a whole summary, or indices and sizes do not agree.
  static absl::StatusOr<ModelSummary> Decode(absl::string_view bytes);
};

ModelSummary Summarize(const Artifact& artifact);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_ARTIFACT_MODEL_SUMMARY_H_
