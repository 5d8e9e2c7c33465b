#include "src/pipeline/train_model.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/class_counts.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/evaluation/class_scores.h"
#include "src/features/preprocessing.h"
#include "src/features/ramp_encoding.h"
#include "src/features/stratified_split.h"
#include "src/learn/train_members.h"
#include "src/pipeline/out_of_fold_decision.h"
#include "src/pipeline/synthetic_table.h"
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
  training.encoding = FitRampEncoding(training.features, training.labels, training.class_count,
                                      preprocessing, options.ramps, options.ramp_edges);
  training.fold_count =
      FoldCount(CountClasses(training.labels, training.class_count), options.folds);
  training.folds = AssignFolds(training.labels, training.class_count, training.fold_count,
                               RandomStream(seed, "folds"));
  return training;
}

// What each row was to the model. training_rows: the dataset row behind each index of `members`.
SampleWeightsTable MakeSampleWeights(const TrainedMembers& members, const TrainingSet& training,
                                     const Preprocessing& preprocessing,
                                     const LabelledTable& dataset,
                                     const std::vector<int64_t>& training_rows) {
  SampleWeightsTable weights;
  weights.rows = training_rows;
  weights.labels = training.labels;
  weights.weights = members.row_weights;
  weights.contributions = members.row_contributions;
  weights.synthetic.schema = dataset.table.schema;
  weights.synthetic.columns.resize(dataset.table.schema.size());
  if (!members.synthetic.has_value()) return weights;

  const SyntheticOutcome& synthetic = *members.synthetic;
  weights.synthetic = SyntheticTable(synthetic.set, preprocessing, dataset.table, training_rows);
  weights.synthetic_labels = synthetic.set.classes;
  weights.synthetic_contributions = synthetic.contributions;
  for (int64_t j = 0; j < synthetic.set.size(); ++j) {
    weights.synthetic_weights.push_back(synthetic.contributions[j] *
                                        synthetic.class_mass[synthetic.set.classes[j]]);
    weights.parent_rows.push_back(training_rows[synthetic.set.parents[j]]);
    weights.neighbour_rows.push_back(training_rows[synthetic.set.neighbours[j]]);
  }
  return weights;
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
  const TrainingSet training =
      MakeTrainingSet(dataset, split.training, preprocessing, options, request.seed);

  CW_ASSIGN_OR_RETURN(
      const TrainedMembers members,
      TrainMembers(training, request.method, options, request.seed, checkpoint, observer));
  OutOfFoldDecision decision =
      FitOutOfFoldDecision(members.out_of_fold_scores, training.labels, class_count,
                           training.positive_class, options.calibration);

  Artifact artifact;
  artifact.method = request.method;
  artifact.options = FormatTrainingOptions(options);
  artifact.seed = request.seed;
  artifact.training_dataset = request.dataset_name;
  artifact.classes = dataset.description.classes;
  artifact.positive_class = training.positive_class;
  artifact.majority_class = LargestClass(CountClasses(training.labels, class_count));
  artifact.chosen_step = members.best_step;
  artifact.preprocessing = preprocessing;
  artifact.groups.push_back(
      {training.encoding, members.sizes, members.members, members.parameters, 1.0});
  artifact.calibration = std::move(decision.calibration);
  artifact.rule = std::move(decision.rule);
  CW_ASSIGN_OR_RETURN(
      artifact.validation,
      ComputeFigures(members.out_of_fold_scores, ScoreColumns(class_count), decision.probabilities,
                     training.labels, class_count, artifact.positive_class, artifact.majority_class,
                     artifact.rule));
  artifact.sample_weights =
      MakeSampleWeights(members, training, preprocessing, dataset, split.training);
  if (!split.test.empty()) {
    CW_ASSIGN_OR_RETURN(artifact.test, TestFigures(artifact, dataset, split.test));
  }
  return artifact;
}

}  // namespace counterweight
