#include "src/pipeline/train_model.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/class_counts.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/evaluation/class_scores.h"
#include "src/features/preprocessing.h"
#include "src/features/stratified_split.h"
#include "src/learn/train_settings.h"
#include "src/pipeline/out_of_fold_decision.h"
#include "src/pipeline/sample_weights.h"
#include "src/recipe/training_methods.h"
#include "src/recipe/training_options.h"
#include "src/serving/predictor.h"

namespace counterweight {
namespace {

std::vector<uint32_t> LabelsOf(const LabelledTable& dataset, absl::Span<const int64_t> rows) {
  std::vector<uint32_t> labels;
  labels.reserve(rows.size());
  for (const int64_t row : rows) labels.push_back(dataset.labels[row]);
  return labels;
}

// As many folds as asked for, unless every augmented class has fewer rows than that: then some
// folds could judge nothing.
int FoldCount(absl::Span<const int64_t> class_counts, int asked) {
  const int majority = LargestClass(class_counts);
  int64_t most = 0;
  for (size_t c = 0; c < class_counts.size(); ++c) {
    if (static_cast<int>(c) != majority) most = std::max(most, class_counts[c]);
  }
  return static_cast<int>(std::clamp<int64_t>(most, 2, asked));
}

TrainingSet MakeTrainingSet(const LabelledTable& dataset, absl::Span<const int64_t> rows,
                            const Preprocessing& preprocessing, const TrainingOptions& options,
                            uint64_t seed) {
  TrainingSet training;
  training.class_count = static_cast<int>(dataset.description.classes.size());
  training.positive_class = dataset.description.positive_class;
  training.features = Transform(preprocessing, dataset.table, rows);
  training.column_groups = preprocessing.ColumnGroups();
  training.labels = LabelsOf(dataset, rows);
  training.networks = options.networks;
  training.fold_count =
      FoldCount(CountClasses(training.labels, training.class_count), options.folds);
  training.folds = AssignFolds(training.labels, training.class_count, training.fold_count,
                               RandomStream(seed, "folds"));
  return training;
}

// The training rows that some member scored: with a single network only those of its fold.
struct ScoredRows {
  std::vector<float> scores;
  std::vector<uint32_t> labels;
};

ScoredRows SelectScored(absl::Span<const float> scores, absl::Span<const uint32_t> labels) {
  const size_t columns = scores.size() / labels.size();
  ScoredRows scored;
  for (size_t row = 0; row < labels.size(); ++row) {
    const absl::Span<const float> of_row = scores.subspan(row * columns, columns);
    if (std::isnan(of_row.front())) continue;
    scored.scores.insert(scored.scores.end(), of_row.begin(), of_row.end());
    scored.labels.push_back(labels[row]);
  }
  return scored;
}

void AppendSetting(const TrainedSetting& trained, Artifact& artifact) {
  const TrainedMembers& members = trained.members;
  artifact.groups.push_back(
      {trained.encoding, members.sizes, members.members, members.parameters, trained.weight});
  SettingRecord record{trained.setting.name,
                       trained.setting.rule,
                       {},
                       members.best_validation_average_precision,
                       members.best_step};
  for (const auto& [name, value] : FormatTrainingOptions(trained.setting.options)) {
    if (artifact.options[name] != value) record.options[name] = value;
  }
  artifact.settings.push_back(std::move(record));
}

Table SelectRows(const Table& table, absl::Span<const int64_t> rows) {
  Table selected;
  selected.schema = table.schema;
  selected.row_count = static_cast<int64_t>(rows.size());
  for (const Column& column : table.columns) {
    Column& out = selected.columns.emplace_back();
    for (const int64_t row : rows) {
      if (!column.numbers.empty()) out.numbers.push_back(column.numbers[row]);
      if (!column.codes.empty()) out.codes.push_back(column.codes[row]);
    }
  }
  return selected;
}

// The test figures come from the code that serves the model.
absl::StatusOr<Figures> TestFigures(const Artifact& artifact, const LabelledTable& dataset,
                                    absl::Span<const int64_t> rows) {
  const Predictor predictor(artifact);
  const Predictions predictions = predictor.Predict(SelectRows(dataset.table, rows));
  const int class_count = static_cast<int>(artifact.classes.size());
  return ComputeFigures(predictions.scores, ScoreColumns(class_count), predictions.probabilities,
                        LabelsOf(dataset, rows), class_count, artifact.positive_class,
                        artifact.majority_class, artifact.rule);
}

absl::Status CheckTrainable(const LabelledTable& dataset, absl::Span<const int64_t> training_rows) {
  const std::vector<std::string>& classes = dataset.description.classes;
  const std::vector<int64_t> counts =
      CountClasses(LabelsOf(dataset, training_rows), static_cast<int>(classes.size()));
  for (size_t c = 0; c < classes.size(); ++c) {
    if (counts[c] == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("class \"", classes[c], "\" has no training row"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Artifact> TrainModel(const LabelledTable& dataset, const TrainingRequest& request,
                                    absl::string_view checkpoint, TrainingObserver& observer) {
  CW_RETURN_IF_ERROR(ValidateMethod(request.method));
  CW_ASSIGN_OR_RETURN(const TrainingOptions options, ParseTrainingOptions(request.options));
  CW_RETURN_IF_ERROR(ValidateMethodOptions(request.method, request.options));
  const int class_count = static_cast<int>(dataset.description.classes.size());

  const HoldOut split = SplitHoldOut(dataset.labels, class_count, options.test_fraction,
                                     RandomStream(request.seed, "hold-out"));
  CW_RETURN_IF_ERROR(CheckTrainable(dataset, split.training));
  CW_ASSIGN_OR_RETURN(const Preprocessing preprocessing,
                      FitPreprocessing(dataset.table, split.training, options.scaling));
  TrainingSet training =
      MakeTrainingSet(dataset, split.training, preprocessing, options, request.seed);

  const std::vector<uint32_t> labels = training.labels;
  const int positive_class = training.positive_class;
  CW_ASSIGN_OR_RETURN(const TrainedSettings trained,
                      TrainSettings(std::move(training), preprocessing, request.method, options,
                                    request.seed, checkpoint, observer));
  ScoredRows scored = SelectScored(trained.out_of_fold_scores, labels);
  OutOfFoldDecision decision = FitOutOfFoldDecision(scored.scores, scored.labels, class_count,
                                                    positive_class, options.calibration);

  Artifact artifact;
  artifact.method = request.method;
  artifact.options = FormatTrainingOptions(options);
  artifact.seed = request.seed;
  artifact.training_dataset = request.dataset_name;
  artifact.classes = dataset.description.classes;
  artifact.positive_class = positive_class;
  artifact.majority_class = LargestClass(CountClasses(labels, class_count));
  artifact.preprocessing = preprocessing;
  for (const TrainedSetting& setting : trained.settings) AppendSetting(setting, artifact);
  artifact.calibration = std::move(decision.calibration);
  artifact.rule = std::move(decision.rule);
  CW_ASSIGN_OR_RETURN(artifact.validation, ComputeFigures(scored.scores, ScoreColumns(class_count),
                                                          decision.probabilities, scored.labels,
                                                          class_count, artifact.positive_class,
                                                          artifact.majority_class, artifact.rule));
  artifact.sample_weights =
      MakeSampleWeights(trained.settings, labels, preprocessing, dataset, split.training);
  if (!split.test.empty()) {
    CW_ASSIGN_OR_RETURN(artifact.test, TestFigures(artifact, dataset, split.test));
  }
  return artifact;
}

}  // namespace counterweight
