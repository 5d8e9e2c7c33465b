#include "src/artifact/validate_artifact.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/evaluation/class_scores.h"

namespace counterweight {
namespace {

// How far the sum of the groups' weights may be from 1: rounding, not a missing group.
constexpr double kWeightSumTolerance = 1e-6;

template <typename... Parts>
absl::Status Mismatch(const Parts&... parts) {
  return absl::DataLossError(absl::StrCat(parts...));
}

template <typename T>
bool AllFinite(const std::vector<T>& values) {
  return std::all_of(values.begin(), values.end(), [](T value) { return std::isfinite(value); });
}

absl::Status CheckLength(absl::string_view what, size_t length, size_t expected) {
  if (length == expected) return absl::OkStatus();
  return Mismatch(what, " has ", length, " entries, expected ", expected);
}

absl::Status CheckClassIndex(absl::string_view what, int64_t index, size_t class_count) {
  if (index >= 0 && index < static_cast<int64_t>(class_count)) return absl::OkStatus();
  return Mismatch(what, " ", index, " is none of ", class_count, " classes");
}

absl::Status CheckLabels(absl::string_view what, const std::vector<uint32_t>& labels,
                         size_t class_count) {
  for (const uint32_t label : labels) {
    CW_RETURN_IF_ERROR(CheckClassIndex(what, label, class_count));
  }
  return absl::OkStatus();
}

absl::Status CheckOrigin(const Artifact& artifact) {
  const size_t class_count = artifact.classes.size();
  if (class_count < 2) return Mismatch(class_count, " classes; at least 2 are needed");
  const std::set<std::string> distinct(artifact.classes.begin(), artifact.classes.end());
  if (distinct.size() != class_count) return Mismatch("a class is listed twice");
  CW_RETURN_IF_ERROR(CheckClassIndex("positive class", artifact.positive_class, class_count));
  CW_RETURN_IF_ERROR(CheckClassIndex("majority class", artifact.majority_class, class_count));
  for (const SettingRecord& setting : artifact.settings) {
    if (setting.chosen_step < 0) {
      return Mismatch("the chosen step ", setting.chosen_step, " is negative");
    }
    if (!std::isfinite(setting.validation_average_precision)) {
      return Mismatch("a setting's average precision is not finite");
    }
  }
  return absl::OkStatus();
}

// Sizes of the layers against what feeds the first one and what the last one must give.
absl::Status CheckSizes(const NetworkGroup& group, size_t class_count) {
  const std::vector<int32_t>& sizes = group.sizes;
  if (sizes.size() < 2) return Mismatch(sizes.size(), " layer sizes; at least 2 are needed");
  if (std::any_of(sizes.begin(), sizes.end(), [](int32_t size) { return size < 1; })) {
    return Mismatch("a layer size is below 1");
  }
  if (sizes.front() != group.encoding.width()) {
    return Mismatch("the network takes ", sizes.front(), " inputs, the encoding gives ",
                    group.encoding.width());
  }
  const int outputs = ScoreColumns(static_cast<int>(class_count));
  if (sizes.back() != outputs) {
    return Mismatch("the network gives ", sizes.back(), " outputs, ", class_count, " classes need ",
                    outputs);
  }
  return absl::OkStatus();
}

absl::Status CheckParameters(const NetworkGroup& group) {
  if (group.members < 1) return Mismatch(group.members, " members; at least 1 is needed");
  const size_t stored = group.parameters.size();
  // Divided, not multiplied: foreign sizes must not overflow.
  const int64_t expected = ParameterCount(group.sizes);
  if (stored % group.members != 0 || static_cast<int64_t>(stored / group.members) != expected) {
    return Mismatch(stored, " parameters for ", group.members, " members of ", expected);
  }
  if (!AllFinite(group.parameters)) return Mismatch("a parameter is not finite");
  return absl::OkStatus();
}

absl::Status CheckGroup(const NetworkGroup& group, int64_t input_width, size_t class_count) {
  CW_RETURN_IF_ERROR(group.encoding.Validate());
  if (group.encoding.input_width != input_width) {
    return Mismatch("the encoding takes ", group.encoding.input_width,
                    " columns, preprocessing gives ", input_width);
  }
  CW_RETURN_IF_ERROR(CheckSizes(group, class_count));
  CW_RETURN_IF_ERROR(CheckParameters(group));
  if (!std::isfinite(group.weight) || group.weight < 0) {
    return Mismatch("the group's weight ", group.weight, " is not a share");
  }
  return absl::OkStatus();
}

absl::Status CheckNetworks(const Artifact& artifact) {
  if (artifact.groups.empty()) return Mismatch("there is no network");
  if (artifact.settings.size() != artifact.groups.size()) {
    return Mismatch(artifact.settings.size(), " settings for ", artifact.groups.size(),
                    " groups of networks");
  }
  const int64_t input_width = artifact.preprocessing.width();
  double weight_sum = 0;
  for (const NetworkGroup& group : artifact.groups) {
    CW_RETURN_IF_ERROR(CheckGroup(group, input_width, artifact.classes.size()));
    weight_sum += group.weight;
  }
  if (std::abs(weight_sum - 1) > kWeightSumTolerance) {
    return Mismatch("the groups' weights sum to ", weight_sum, ", not to 1");
  }
  return absl::OkStatus();
}

absl::Status CheckDecision(const Artifact& artifact) {
  const size_t class_count = artifact.classes.size();
  CW_RETURN_IF_ERROR(CheckLength("calibration", artifact.calibration.classes.size(),
                                 ScoreColumns(static_cast<int>(class_count))));
  CW_RETURN_IF_ERROR(artifact.calibration.Validate());
  CW_RETURN_IF_ERROR(CheckLength("decision rule", artifact.rule.thresholds.size(), class_count));
  for (const double threshold : artifact.rule.thresholds) {
    if (!(threshold > 0 && threshold <= 1)) {
      return Mismatch("threshold ", threshold, " is not in (0, 1]");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRealRows(const SampleWeightsTable& table, size_t class_count) {
  const size_t rows = table.rows.size();
  CW_RETURN_IF_ERROR(CheckLength("labels", table.labels.size(), rows));
  CW_RETURN_IF_ERROR(CheckLength("weights", table.weights.size(), rows));
  CW_RETURN_IF_ERROR(CheckLength("contributions", table.contributions.size(), rows));
  for (size_t i = 0; i < rows; ++i) {
    if (table.rows[i] < 0 || (i > 0 && table.rows[i] <= table.rows[i - 1])) {
      return Mismatch("row numbers do not ascend from 0 at entry ", i);
    }
  }
  if (!AllFinite(table.weights)) return Mismatch("a weight is not finite");
  if (std::any_of(table.contributions.begin(), table.contributions.end(),
                  [](float value) { return std::isinf(value); })) {
    return Mismatch("a contribution is infinite");
  }
  return CheckLabels("label", table.labels, class_count);
}

absl::Status CheckColumn(const ColumnSchema& schema, const Column& column, size_t rows) {
  const bool categorical = schema.type == ColumnType::kCategorical;
  const std::string what = absl::StrCat("synthetic column \"", schema.name, "\"");
  CW_RETURN_IF_ERROR(CheckLength(what, column.codes.size(), categorical ? rows : 0));
  CW_RETURN_IF_ERROR(CheckLength(what, column.numbers.size(), categorical ? 0 : rows));
  for (const uint32_t code : column.codes) {
    if (code >= schema.categories.size() && code != kMissingCode && code != kUnknownCode) {
      return Mismatch(what, ": code ", code, " of ", schema.categories.size(), " categories");
    }
  }
  if (std::any_of(column.numbers.begin(), column.numbers.end(),
                  [](double value) { return std::isinf(value); })) {
    return Mismatch(what, ": a value is infinite");
  }
  return absl::OkStatus();
}

absl::Status CheckSyntheticTable(const SampleWeightsTable& table,
                                 const std::vector<ColumnSchema>& schema) {
  if (table.synthetic.row_count < 0) return Mismatch(table.synthetic.row_count, " synthetic rows");
  // Without synthetic rows the table may have been left empty.
  if (table.synthetic.row_count == 0 && table.synthetic.columns.empty()) return absl::OkStatus();
  CW_RETURN_IF_ERROR(
      CheckLength("synthetic columns", table.synthetic.columns.size(), schema.size()));
  for (size_t c = 0; c < schema.size(); ++c) {
    CW_RETURN_IF_ERROR(
        CheckColumn(schema[c], table.synthetic.columns[c], table.synthetic.row_count));
  }
  return absl::OkStatus();
}

absl::Status CheckSyntheticRows(const SampleWeightsTable& table, const Artifact& artifact) {
  CW_RETURN_IF_ERROR(CheckSyntheticTable(table, artifact.preprocessing.schema));
  const size_t rows = table.synthetic.row_count;
  CW_RETURN_IF_ERROR(CheckLength("synthetic labels", table.synthetic_labels.size(), rows));
  CW_RETURN_IF_ERROR(
      CheckLength("synthetic contributions", table.synthetic_contributions.size(), rows));
  CW_RETURN_IF_ERROR(CheckLength("synthetic weights", table.synthetic_weights.size(), rows));
  CW_RETURN_IF_ERROR(CheckLength("parent rows", table.parent_rows.size(), rows));
  CW_RETURN_IF_ERROR(CheckLength("neighbour rows", table.neighbour_rows.size(), rows));
  if (!AllFinite(table.synthetic_contributions) || !AllFinite(table.synthetic_weights)) {
    return Mismatch("a synthetic weight or contribution is not finite");
  }
  return CheckLabels("synthetic label", table.synthetic_labels, artifact.classes.size());
}

absl::Status CheckInterval(absl::string_view what, const Figures& figures) {
  const double low = figures.average_precision_low, high = figures.average_precision_high;
  // Written so that NaN is outside too.
  if (low >= 0 && low <= high && high <= 1) return absl::OkStatus();
  return Mismatch(what, ": [", low, ", ", high, "] is no interval of average precision");
}

absl::Status InSection(absl::string_view section, const absl::Status& status) {
  if (status.ok()) return status;
  return Annotate(status, absl::StrCat("artefact section \"", section, "\""));
}

}  // namespace

absl::Status ValidateFigures(absl::string_view what, const Figures& figures, size_t class_count) {
  if (figures.row_count < 0) return Mismatch(what, ": ", figures.row_count, " rows");
  CW_RETURN_IF_ERROR(CheckInterval(what, figures));
  if (figures.row_count == 0 && figures.confusion.empty() &&
      figures.class_average_precision.empty()) {
    return absl::OkStatus();
  }
  CW_RETURN_IF_ERROR(CheckLength(absl::StrCat(what, ": confusion"), figures.confusion.size(),
                                 class_count * class_count));
  return CheckLength(absl::StrCat(what, ": average precision per class"),
                     figures.class_average_precision.size(), class_count);
}

absl::Status ValidateArtifact(const Artifact& artifact) {
  const size_t class_count = artifact.classes.size();
  const SampleWeightsTable& weights = artifact.sample_weights;
  CW_RETURN_IF_ERROR(InSection(kOriginSection, CheckOrigin(artifact)));
  CW_RETURN_IF_ERROR(InSection(kPreprocessingSection, artifact.preprocessing.Validate()));
  CW_RETURN_IF_ERROR(InSection(kNetworksSection, CheckNetworks(artifact)));
  CW_RETURN_IF_ERROR(InSection(kDecisionSection, CheckDecision(artifact)));
  CW_RETURN_IF_ERROR(
      InSection(kFiguresSection, ValidateFigures("validation", artifact.validation, class_count)));
  if (artifact.test.has_value()) {
    CW_RETURN_IF_ERROR(
        InSection(kFiguresSection, ValidateFigures("test", *artifact.test, class_count)));
  }
  CW_RETURN_IF_ERROR(InSection(kSampleWeightsSection, CheckRealRows(weights, class_count)));
  return InSection(kSampleWeightsSection, CheckSyntheticRows(weights, artifact));
}

}  // namespace counterweight
