#include "src/serving/predictor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "src/evaluation/class_scores.h"
#include "tests/testing/artifact_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::FloatNear;
using ::testing::Pointwise;

// One member's outputs for one preprocessed row, as the formulas say, in double.
std::vector<double> MemberOutputs(const NetworkGroup& group, int64_t member,
                                  const float* features) {
  const RampEncoding& encoding = group.encoding;
  std::vector<double> activations(features, features + encoding.input_width);
  for (int64_t t = 0; t < encoding.ramp_count(); ++t) {
    const double progress =
        (static_cast<double>(features[encoding.columns[t]]) - encoding.lows[t]) *
        encoding.inverse_widths[t];
    activations.push_back(std::clamp(progress, 0.0, 1.0) - 0.5);
  }
  const float* parameters = group.parameters.data() + member * ParameterCount(group.sizes);
  const float* scales = parameters + ParameterCount(group.sizes) - group.sizes[0];
  for (size_t i = 0; i < activations.size(); ++i) activations[i] *= scales[i];
  for (size_t l = 0; l + 1 < group.sizes.size(); ++l) {
    const int64_t inputs = group.sizes[l], outputs = group.sizes[l + 1];
    const float* bias = parameters + inputs * outputs;
    std::vector<double> sums(bias, bias + outputs);
    for (int64_t i = 0; i < inputs; ++i) {
      for (int64_t o = 0; o < outputs; ++o) {
        sums[o] += activations[i] * parameters[i * outputs + o];
      }
    }
    const bool is_hidden = l + 2 < group.sizes.size();
    if (is_hidden) {
      for (double& sum : sums) sum = sum / (1 + std::exp(-sum));
    }
    activations = sums;
    parameters += (inputs + 1) * outputs;
  }
  return activations;
}

// Scores of one row: members' mean, groups' weighted mean, log-odds of each class.
std::vector<double> ReferenceScores(const Artifact& artifact, const float* features) {
  std::vector<double> outputs(artifact.groups.front().sizes.back(), 0.0);
  for (const NetworkGroup& group : artifact.groups) {
    for (int64_t member = 0; member < group.members; ++member) {
      const std::vector<double> of_member = MemberOutputs(group, member, features);
      for (size_t o = 0; o < outputs.size(); ++o) {
        outputs[o] += group.weight / group.members * of_member[o];
      }
    }
  }
  if (outputs.size() == 1) return outputs;
  std::vector<double> scores;
  for (size_t c = 0; c < outputs.size(); ++c) {
    double sum_of_others = 0;
    for (size_t o = 0; o < outputs.size(); ++o) {
      if (o != c) sum_of_others += std::exp(outputs[o]);
    }
    scores.push_back(outputs[c] - std::log(sum_of_others));
  }
  return scores;
}

std::vector<double> ReferenceProbabilities(const Artifact& artifact,
                                           const std::vector<double>& scores) {
  std::vector<double> calibrated;
  for (size_t c = 0; c < scores.size(); ++c) {
    const ClassCalibration& calibration = artifact.calibration.classes[c];
    calibrated.push_back(1 /
                         (1 + std::exp(-(calibration.slope * scores[c] + calibration.intercept))));
  }
  if (scores.size() == 1) {
    std::vector<double> probabilities(2, 1 - calibrated[0]);
    probabilities[artifact.positive_class] = calibrated[0];
    return probabilities;
  }
  const double sum = std::accumulate(calibrated.begin(), calibrated.end(), 0.0);
  for (double& probability : calibrated) probability /= sum;
  return calibrated;
}

// Ages on the edges of the first group's ramps, then far outside them.
std::vector<double> TellingAges(const Artifact& artifact) {
  const RampEncoding& encoding = artifact.groups.front().encoding;
  std::vector<double> ages = {-100, 100, -6, 6};
  for (int64_t t = 0; t < encoding.ramp_count(); ++t) {
    if (encoding.columns[t] == 0) ages.push_back(encoding.lows[t]);
  }
  return ages;
}

void ExpectAgreesWithReference(const Artifact& artifact, const Table& table) {
  const Predictions predictions = Predictor(artifact).Predict(table);
  std::vector<int64_t> rows(table.row_count);
  std::iota(rows.begin(), rows.end(), 0);
  const Matrix features = Transform(artifact.preprocessing, table, rows);
  const size_t class_count = artifact.classes.size();
  const size_t columns = ScoreColumns(static_cast<int>(class_count));
  ASSERT_EQ(predictions.scores.size(), rows.size() * columns);
  ASSERT_EQ(predictions.probabilities.size(), rows.size() * class_count);
  ASSERT_EQ(predictions.labels.size(), rows.size());
  for (const int64_t r : rows) {
    const std::vector<double> scores = ReferenceScores(artifact, features.row(r));
    for (size_t c = 0; c < columns; ++c) {
      EXPECT_NEAR(predictions.scores[r * columns + c], scores[c], 2e-4 * (1 + std::abs(scores[c])));
    }
    const std::vector<double> probabilities = ReferenceProbabilities(artifact, scores);
    const float* found = predictions.probabilities.data() + r * class_count;
    for (size_t c = 0; c < class_count; ++c) EXPECT_NEAR(found[c], probabilities[c], 1e-4);
    EXPECT_EQ(predictions.labels[r], artifact.rule.Label({found, class_count}));
  }
}

TEST(PredictorTest, AgreesWithTheFormulasForEveryKindOfModel) {
  for (const int class_count : {2, 3, 5}) {
    for (const int groups : {1, 2}) {
      for (const std::vector<int>& hidden :
           {std::vector<int>{}, {8}, {13, 70}, {64, 64}, {9, 8, 17, 5}}) {
        ArtifactShape shape;
        shape.class_count = class_count;
        shape.groups = groups;
        shape.hidden = hidden;
        shape.members = 3;
        shape.seed = 10 * class_count + groups;
        const Artifact artifact = BuildArtifact(shape);
        RandomStream stream(shape.seed, "rows");
        ExpectAgreesWithReference(artifact, BuildRows(75, TellingAges(artifact), stream));
      }
    }
  }
}

TEST(PredictorTest, GroupsCountByTheirWeight) {
  ArtifactShape shape;
  shape.groups = 3;
  Artifact artifact = BuildArtifact(shape);
  artifact.groups[0].weight = 0.7;
  artifact.groups[1].weight = 0.3;
  artifact.groups[2].weight = 0;
  RandomStream stream(3, "rows");
  ExpectAgreesWithReference(artifact, BuildRows(20, {}, stream));
}

TEST(PredictorTest, TheFirstClassMayBeThePositiveOne) {
  ArtifactShape shape;
  shape.positive_class = 0;
  const Artifact artifact = BuildArtifact(shape);
  RandomStream stream(4, "rows");
  const Table table = BuildRows(40, {}, stream);
  ExpectAgreesWithReference(artifact, table);
  const Predictions predictions = Predictor(artifact).Predict(table);
  for (int64_t r = 0; r < table.row_count; ++r) {
    const double probability = artifact.calibration.classes[0].Probability(predictions.scores[r]);
    EXPECT_NEAR(predictions.probabilities[2 * r], probability, 1e-6);
    EXPECT_EQ(predictions.labels[r] == 0, predictions.probabilities[2 * r] >= 0.4f);
  }
}

TEST(PredictorTest, IsotonicCalibrationIsUsed) {
  Artifact artifact = BuildArtifact();
  artifact.calibration.classes[0].knot_scores = {-1, 1};
  artifact.calibration.classes[0].knot_probabilities = {0.25, 0.25};
  RandomStream stream(5, "rows");
  const Predictions predictions = Predictor(artifact).Predict(BuildRows(3, {}, stream));
  EXPECT_THAT(predictions.probabilities,
              Pointwise(FloatNear(1e-6f), {0.75, 0.25, 0.75, 0.25, 0.75, 0.25}));
}

TEST(PredictorTest, ARowDoesNotDependOnItsCompany) {
  ArtifactShape shape;
  shape.class_count = 3;
  shape.hidden = {64, 64};
  const Artifact artifact = BuildArtifact(shape);
  const Predictor predictor(artifact);
  RandomStream stream(6, "rows");
  const Table table = BuildRows(70, {}, stream);
  const Predictions together = predictor.Predict(table);
  for (int64_t r = 0; r < table.row_count; ++r) {
    Table alone;
    alone.row_count = 1;
    for (const Column& column : table.columns) {
      Column& cell = alone.columns.emplace_back();
      if (!column.numbers.empty()) cell.numbers = {column.numbers[r]};
      if (!column.codes.empty()) cell.codes = {column.codes[r]};
    }
    const Predictions one = predictor.Predict(alone);
    for (int c = 0; c < 3; ++c) {
      EXPECT_EQ(one.probabilities[c], together.probabilities[3 * r + c]) << "row " << r;
    }
  }
}

TEST(PredictorTest, NoRowsGiveNoAnswers) {
  RandomStream stream(7, "rows");
  const Predictions predictions = Predictor(BuildArtifact()).Predict(BuildRows(0, {}, stream));
  EXPECT_TRUE(predictions.scores.empty());
  EXPECT_TRUE(predictions.probabilities.empty());
  EXPECT_TRUE(predictions.labels.empty());
}

TEST(PredictorTest, AnswersSurviveTheFile) {
  const Artifact artifact = BuildArtifact();
  ASSERT_OK_AND_ASSIGN(const Artifact decoded, DecodeArtifact(EncodeArtifact(artifact)));
  RandomStream stream(8, "rows");
  const Table table = BuildRows(20, {}, stream);
  EXPECT_EQ(Predictor(artifact).Predict(table).probabilities,
            Predictor(decoded).Predict(table).probabilities);
}

// They are computed together.
TEST(PredictorTest, GroupsOfOneEncodingKeepTheirWeights) {
  ArtifactShape shape;
  shape.groups = 3;
  Artifact artifact = BuildArtifact(shape);
  artifact.groups[2].encoding = artifact.groups[0].encoding;
  artifact.groups[0].weight = 0.6;
  artifact.groups[1].weight = 0.3;
  artifact.groups[2].weight = 0.1;
  RandomStream stream(9, "rows");
  ExpectAgreesWithReference(artifact, BuildRows(40, {}, stream));
}

TEST(PredictorTest, EveryLevelOfKernelsGivesTheSameBits) {
  ArtifactShape shape;
  shape.hidden = {64, 40};
  shape.class_count = 3;
  const Artifact artifact = BuildArtifact(shape);
  RandomStream stream(10, "rows");
  const Table table = BuildRows(50, {}, stream);
  const std::vector<float> best = Predictor(artifact).Predict(table).probabilities;
  for (const Kernels* kernels : UsableKernels()) {
    EXPECT_EQ(Predictor(artifact, *kernels).Predict(table).probabilities, best);
  }
}

TEST(PredictorTest, KnowsItsColumnsCategoriesAndClasses) {
  const Predictor predictor(BuildArtifact());
  EXPECT_EQ(predictor.schema().size(), 4u);
  EXPECT_EQ(predictor.classes()[1], "class 1");
  EXPECT_EQ(predictor.ColumnIndex("city"), 2);
  EXPECT_EQ(predictor.ColumnIndex("town"), -1);
  EXPECT_EQ(predictor.CategoryCode(2, "Lima"), 2u);
  EXPECT_EQ(predictor.CategoryCode(2, "lima"), kUnknownCode);
  EXPECT_EQ(predictor.CategoryCode(0, "Rome"), kUnknownCode);
}

TEST(PredictorTest, MovesWithItsLookups) {
  Predictor first(BuildArtifact());
  const Predictor second = std::move(first);
  EXPECT_EQ(second.ColumnIndex("city"), 2);
  EXPECT_EQ(second.CategoryCode(2, "Oslo"), 1u);
}

// What passes the artefact's checks must be safe to compile and to ask, however odd.
TEST(PredictorTest, OddButValidModelsNeverCrash) {
  int valid = 0;
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    ArtifactShape shape;
    shape.hidden = {3};
    shape.class_count = seed % 2 == 0 ? 2 : 3;
    Artifact artifact = BuildArtifact(shape);
    RandomStream stream(seed, "odd");
    RampEncoding& encoding = artifact.groups[0].encoding;
    const float odd[] = {0, 1e-45f, 1e-30f, 3e38f, -3e38f, 1e10f, -1};
    for (int change = 0; change < 3; ++change) {
      std::vector<float>* const targets[] = {&encoding.lows, &encoding.inverse_widths,
                                             &artifact.groups[0].parameters};
      std::vector<float>& target = *targets[stream.Below(3)];
      target[stream.Below(target.size())] = odd[stream.Below(7)];
    }
    const absl::StatusOr<Artifact> decoded = DecodeArtifact(EncodeArtifact(artifact));
    if (!decoded.ok()) continue;
    ++valid;
    const Predictions predictions =
        Predictor(*decoded).Predict(BuildRows(5, {-3e38, 3e38}, stream));
    EXPECT_EQ(predictions.labels.size(), 5u);
    for (const int32_t label : predictions.labels) {
      EXPECT_GE(label, 0);
      EXPECT_LT(label, shape.class_count);
    }
  }
  EXPECT_GT(valid, 500);
}

}  // namespace
}  // namespace counterweight
