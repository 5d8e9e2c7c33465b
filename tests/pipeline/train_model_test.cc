#include "src/pipeline/train_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "src/recipe/training_methods.h"
#include "src/serving/predictor.h"
#include "tests/testing/dataset_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

// Counts what it is told; can stop the run at a step, with a checkpoint taken just before.
class RecordingObserver : public TrainingObserver {
 public:
  absl::Status OnProgress(const TrainingProgress& progress) override {
    last = progress;
    ++reports;
    return absl::OkStatus();
  }
  bool WantsCheckpoint() override { return ++steps == stop_at; }
  absl::Status OnCheckpoint(absl::string_view state) override {
    checkpoint = std::string(state);
    return absl::OkStatus();
  }
  absl::Status Continue() override {
    return steps == stop_at ? absl::AbortedError("stopped by the test") : absl::OkStatus();
  }

  int stop_at = -1;
  int steps = 0;
  int reports = 0;
  TrainingProgress last;
  std::string checkpoint;
};

TrainingRequest FastRequest(const std::string& method) {
  TrainingRequest request;
  request.dataset_name = "datasets/ds-test";
  request.method = method;
  request.options = {{"steps", "100"},
                     {"batch", "32"},
                     {"hidden", "16,8"},
                     {"synthetic_rows", "64"},
                     {"eval_every", "10"}};
  request.seed = 7;
  return request;
}

TEST(TrainModelTest, LearnsTwoClassesAndReportsEveryRow) {
  const LabelledTable dataset = ClusterDataset({900, 60}, 1);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const Artifact artifact,
                       TrainModel(dataset, FastRequest("meta"), "", observer));
  ASSERT_TRUE(artifact.test.has_value());
  EXPECT_EQ(artifact.test->row_count, 192);
  EXPECT_GT(artifact.test->average_precision, 0.5);
  EXPECT_GT(artifact.validation.average_precision, 0.5);
  EXPECT_GT(observer.reports, 3);
  EXPECT_EQ(observer.last.total_steps, 100);

  const SampleWeightsTable& weights = artifact.sample_weights;
  EXPECT_EQ(weights.rows.size(), 768u);
  EXPECT_EQ(std::set<int64_t>(weights.rows.begin(), weights.rows.end()).size(), 768u);
  for (size_t i = 0; i < weights.rows.size(); ++i) {
    EXPECT_EQ(weights.labels[i], dataset.labels[weights.rows[i]]);
  }
  EXPECT_EQ(weights.synthetic.row_count, 64);
  for (size_t j = 0; j < weights.parent_rows.size(); ++j) {
    EXPECT_EQ(dataset.labels[weights.parent_rows[j]], 1u);
    EXPECT_EQ(dataset.labels[weights.neighbour_rows[j]], 1u);
  }
}

// Told of no categorical column, SMOTE-NC would be SMOTE bit for bit.
TEST(TrainModelTest, SmoteNcKnowsWhichColumnsAreLevels) {
  const LabelledTable dataset = ClusterDataset({300, 40}, 1);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const Artifact smote,
                       TrainModel(dataset, FastRequest("smote"), "", observer));
  ASSERT_OK_AND_ASSIGN(const Artifact smote_nc,
                       TrainModel(dataset, FastRequest("smote_nc"), "", observer));
  EXPECT_NE(smote.groups[0].parameters, smote_nc.groups[0].parameters);
  EXPECT_GT(smote_nc.test->average_precision, 0.4);
}

TEST(TrainModelTest, LearnsSeveralClasses) {
  const LabelledTable dataset = ClusterDataset({700, 80, 30}, 2);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const Artifact artifact,
                       TrainModel(dataset, FastRequest("meta"), "", observer));
  EXPECT_EQ(artifact.calibration.classes.size(), 3u);
  EXPECT_EQ(artifact.groups[0].sizes.back(), 3);
  EXPECT_GT(artifact.test->average_precision, 0.4);
  EXPECT_EQ(artifact.sample_weights.synthetic_labels.front(), 1u);
  EXPECT_EQ(artifact.sample_weights.synthetic_labels.back(), 2u);
}

TEST(TrainModelTest, AnyClassCanBeThePositiveOne) {
  LabelledTable dataset = ClusterDataset({60, 900}, 3);
  dataset.description.positive_class = 0;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const Artifact artifact,
                       TrainModel(dataset, FastRequest("meta"), "", observer));
  EXPECT_GT(artifact.test->average_precision, 0.5);
  const Predictions predictions = Predictor(artifact).Predict(dataset.table);
  double rare = 0, common = 0;
  for (int64_t r = 0; r < dataset.table.row_count; ++r) {
    (dataset.labels[r] == 0 ? rare : common) += predictions.probabilities[2 * r];
  }
  EXPECT_GT(rare / 60, 2 * common / 900);
}

TEST(TrainModelTest, TheSameSeedGivesTheSameBytesAndAnotherOnesDoNot) {
  const LabelledTable dataset = ClusterDataset({300, 30}, 4);
  RecordingObserver observer;
  TrainingRequest request = FastRequest("meta");
  ASSERT_OK_AND_ASSIGN(const Artifact first, TrainModel(dataset, request, "", observer));
  ASSERT_OK_AND_ASSIGN(const Artifact second, TrainModel(dataset, request, "", observer));
  EXPECT_EQ(EncodeArtifact(first), EncodeArtifact(second));
  request.seed = 8;
  ASSERT_OK_AND_ASSIGN(const Artifact third, TrainModel(dataset, request, "", observer));
  EXPECT_NE(EncodeArtifact(first), EncodeArtifact(third));
}

TEST(TrainModelTest, AResumedRunGivesTheSameBytes) {
  const LabelledTable dataset = ClusterDataset({300, 30}, 5);
  RecordingObserver whole, stopped, resumed;
  ASSERT_OK_AND_ASSIGN(const Artifact expected,
                       TrainModel(dataset, FastRequest("meta"), "", whole));
  stopped.stop_at = 67;
  EXPECT_THAT(TrainModel(dataset, FastRequest("meta"), "", stopped),
              StatusIs(absl::StatusCode::kAborted, "stopped by the test"));
  ASSERT_FALSE(stopped.checkpoint.empty());
  ASSERT_OK_AND_ASSIGN(const Artifact artifact,
                       TrainModel(dataset, FastRequest("meta"), stopped.checkpoint, resumed));
  EXPECT_LT(resumed.steps, whole.steps);
  EXPECT_EQ(EncodeArtifact(artifact), EncodeArtifact(expected));
}

TEST(TrainModelTest, ACheckpointOfAnotherRequestIsRefused) {
  const LabelledTable dataset = ClusterDataset({300, 30}, 6);
  RecordingObserver stopped, other;
  stopped.stop_at = 40;
  ASSERT_FALSE(TrainModel(dataset, FastRequest("meta"), "", stopped).ok());
  TrainingRequest request = FastRequest("meta");
  request.seed = 99;
  EXPECT_THAT(TrainModel(dataset, request, stopped.checkpoint, other),
              StatusIs(absl::StatusCode::kDataLoss, testing::_));
}

// Nothing that answers may depend on a row that is reported on.
TEST(TrainModelTest, TestRowsTouchNothingThatAnswers) {
  LabelledTable dataset = ClusterDataset({400, 40}, 7);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const Artifact before,
                       TrainModel(dataset, FastRequest("meta"), "", observer));
  std::set<int64_t> training(before.sample_weights.rows.begin(), before.sample_weights.rows.end());
  for (int64_t r = 0; r < dataset.table.row_count; ++r) {
    if (training.count(r) == 0) dataset.table.columns[0].numbers[r] = 1e6;
  }
  ASSERT_OK_AND_ASSIGN(const Artifact after,
                       TrainModel(dataset, FastRequest("meta"), "", observer));
  EXPECT_EQ(before.groups[0].parameters, after.groups[0].parameters);
  EXPECT_EQ(before.groups[0].encoding.lows, after.groups[0].encoding.lows);
  EXPECT_EQ(before.preprocessing.numeric[0].center, after.preprocessing.numeric[0].center);
  EXPECT_EQ(before.rule.thresholds, after.rule.thresholds);
  EXPECT_NE(before.test->log_loss, after.test->log_loss);
}

TEST(TrainModelTest, NoTestFractionMeansNoTestFigures) {
  const LabelledTable dataset = ClusterDataset({200, 20}, 8);
  TrainingRequest request = FastRequest("plain");
  request.options["test_fraction"] = "0";
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const Artifact artifact, TrainModel(dataset, request, "", observer));
  EXPECT_FALSE(artifact.test.has_value());
  EXPECT_EQ(artifact.sample_weights.rows.size(), 220u);
  EXPECT_EQ(artifact.sample_weights.synthetic.row_count, 0);
}

TEST(TrainModelTest, ATinyMinorityTrains) {
  for (const int64_t rare : {2, 3, 6}) {
    const LabelledTable dataset = ClusterDataset({200, rare}, 9);
    RecordingObserver observer;
    ASSERT_OK_AND_ASSIGN(const Artifact artifact,
                         TrainModel(dataset, FastRequest("meta"), "", observer));
    for (const float value : artifact.groups[0].parameters) ASSERT_TRUE(std::isfinite(value));
  }
}

TEST(TrainModelTest, EveryMethodTrainsATinyMinorityAndTellsItsUncertainty) {
  const LabelledTable dataset = ClusterDataset({150, 6}, 14);
  for (const MethodDescription& method : AllMethods()) {
    RecordingObserver observer;
    ASSERT_OK_AND_ASSIGN(const Artifact artifact,
                         TrainModel(dataset, FastRequest(method.name), "", observer));
    ASSERT_TRUE(artifact.test.has_value());
    EXPECT_LE(artifact.test->average_precision_low, artifact.test->average_precision);
    EXPECT_GE(artifact.test->average_precision_high, artifact.test->average_precision);
    for (const NetworkGroup& group : artifact.groups) {
      for (const float value : group.parameters) ASSERT_TRUE(std::isfinite(value)) << method.name;
    }
  }
}

TEST(TrainModelTest, EveryMethodTrainsSeveralClasses) {
  const LabelledTable dataset = ClusterDataset({150, 30, 8}, 15);
  for (const MethodDescription& method : AllMethods()) {
    RecordingObserver observer;
    ASSERT_OK_AND_ASSIGN(const Artifact artifact,
                         TrainModel(dataset, FastRequest(method.name), "", observer));
    ASSERT_TRUE(artifact.test.has_value());
    EXPECT_GT(artifact.test->average_precision, 0.15) << method.name;
  }
}

TEST(TrainModelTest, ALibraryAnswersWithTheWeightedMeanOfItsSettings) {
  const LabelledTable dataset = ClusterDataset({400, 40}, 11);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const Artifact artifact,
                       TrainModel(dataset, FastRequest("library"), "", observer));
  ASSERT_EQ(artifact.groups.size(), 5u);
  ASSERT_EQ(artifact.settings.size(), 5u);
  EXPECT_EQ(artifact.settings[0].options.at("rate"), "0.01");
  EXPECT_EQ(artifact.settings[4].rule, "plain");
  EXPECT_GT(artifact.test->average_precision, 0.5);
  ASSERT_OK_AND_ASSIGN(const Artifact again, DecodeArtifact(EncodeArtifact(artifact)));
  EXPECT_EQ(EncodeArtifact(again), EncodeArtifact(artifact));
}

TEST(TrainModelTest, ASingleNetworkIsJudgedOnItsFold) {
  const LabelledTable dataset = ClusterDataset({400, 40}, 12);
  TrainingRequest request = FastRequest("plain");
  request.options["networks"] = "single";
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const Artifact artifact, TrainModel(dataset, request, "", observer));
  EXPECT_EQ(artifact.groups[0].members, 1);
  // A fifth of the four fifths that train.
  EXPECT_EQ(artifact.validation.row_count, 71);
  EXPECT_EQ(artifact.test->row_count, 88);
}

TEST(TrainModelTest, ALibraryDecidesItsOwnRates) {
  TrainingRequest request = FastRequest("library");
  request.options["rate"] = "0.01";
  RecordingObserver observer;
  EXPECT_THAT(TrainModel(ClusterDataset({50, 10}, 13), request, "", observer),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spec.options[rate]")));
}

TEST(TrainModelTest, WhatCannotBeTrainedSaysWhy) {
  RecordingObserver observer;
  LabelledTable constant = ClusterDataset({50, 10}, 10);
  for (Column& column : constant.table.columns) {
    std::fill(column.numbers.begin(), column.numbers.end(), 1.0);
    std::fill(column.codes.begin(), column.codes.end(), kMissingCode);
  }
  EXPECT_THAT(TrainModel(constant, FastRequest("meta"), "", observer),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::_));
  TrainingRequest request = FastRequest("magic");
  EXPECT_THAT(TrainModel(ClusterDataset({50, 10}, 10), request, "", observer),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("magic")));
}

}  // namespace
}  // namespace counterweight
