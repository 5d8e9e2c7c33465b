#include "src/artifact/validate_artifact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "tests/testing/artifact_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct BrokenArtifact {
  const char* name;
  const char* section;
  const char* message;
  std::function<void(Artifact&)> break_it;
};

class ValidateArtifactTest : public ::testing::TestWithParam<BrokenArtifact> {};

TEST_P(ValidateArtifactTest, NamesTheSectionAtFault) {
  Artifact artifact = BuildArtifact();
  ASSERT_THAT(ValidateArtifact(artifact), IsOk());
  GetParam().break_it(artifact);
  const auto matcher =
      StatusIs(absl::StatusCode::kDataLoss,
               AllOf(HasSubstr(absl::StrCat("artefact section \"", GetParam().section, "\"")),
                     HasSubstr(GetParam().message)));
  EXPECT_THAT(ValidateArtifact(artifact), matcher);
}

const BrokenArtifact kBrokenArtifacts[] = {
    {"OneClass", "origin", "1 classes", [](Artifact& a) { a.classes.resize(1); }},
    {"EqualClasses", "origin", "twice", [](Artifact& a) { a.classes[1] = a.classes[0]; }},
    {"PositiveClass", "origin", "positive class 2", [](Artifact& a) { a.positive_class = 2; }},
    {"MajorityClass", "origin", "majority class -1", [](Artifact& a) { a.majority_class = -1; }},
    {"ChosenStep", "origin", "step", [](Artifact& a) { a.settings[0].chosen_step = -1; }},
    {"SettingFigure", "origin", "average precision",
     [](Artifact& a) { a.settings[0].validation_average_precision = kNan; }},
    {"SettingCount", "networks", "2 settings for 1",
     [](Artifact& a) { a.settings.push_back(a.settings[0]); }},
    {"FeatureSource", "preprocessing", "",
     [](Artifact& a) { a.preprocessing.numeric[0].source = 9; }},
    {"NoNetwork", "networks", "no network", [](Artifact& a) { a.groups.clear(); }},
    {"EncodingInput", "networks", "preprocessing gives",
     [](Artifact& a) { a.groups[0].encoding.input_width += 1; }},
    {"EncodingColumn", "networks", "ramp",
     [](Artifact& a) { a.groups[0].encoding.columns.back() = 99; }},
    {"TooFewSizes", "networks", "layer sizes", [](Artifact& a) { a.groups[0].sizes.resize(1); }},
    {"SizeZero", "networks", "below 1", [](Artifact& a) { a.groups[0].sizes[1] = 0; }},
    {"InputSize", "networks", "the encoding gives", [](Artifact& a) { ++a.groups[0].sizes[0]; }},
    {"OutputSize", "networks", "outputs", [](Artifact& a) { a.groups[0].sizes.back() = 2; }},
    {"HiddenSize", "networks", "parameters", [](Artifact& a) { ++a.groups[0].sizes[1]; }},
    {"HugeSizes", "networks", "parameters",
     [](Artifact& a) {
       const int32_t huge = std::numeric_limits<int32_t>::max();
       a.groups[0].sizes = {a.groups[0].sizes[0], huge, huge, huge, 1};
     }},
    {"NoMembers", "networks", "0 members", [](Artifact& a) { a.groups[0].members = 0; }},
    {"MemberCount", "networks", "parameters", [](Artifact& a) { a.groups[0].members = 3; }},
    {"MissingParameter", "networks", "parameters",
     [](Artifact& a) { a.groups[0].parameters.pop_back(); }},
    {"NanParameter", "networks", "not finite",
     [](Artifact& a) { a.groups[0].parameters[5] = kNan; }},
    {"InfiniteParameter", "networks", "not finite",
     [](Artifact& a) { a.groups[0].parameters.back() = -kInfinity; }},
    {"NegativeWeight", "networks", "not a share", [](Artifact& a) { a.groups[0].weight = -1; }},
    {"NanWeight", "networks", "not a share", [](Artifact& a) { a.groups[0].weight = kNan; }},
    {"WeightSum", "networks", "not to 1", [](Artifact& a) { a.groups[0].weight = 0.99; }},
    {"CalibrationCount", "decision", "calibration",
     [](Artifact& a) { a.calibration.classes.emplace_back(); }},
    {"CalibrationKnots", "decision", "",
     [](Artifact& a) { a.calibration.classes[0].knot_scores = {1.0}; }},
    {"ThresholdCount", "decision", "decision rule",
     [](Artifact& a) { a.rule.thresholds.pop_back(); }},
    {"ThresholdZero", "decision", "threshold 0", [](Artifact& a) { a.rule.thresholds[0] = 0; }},
    {"ThresholdNan", "decision", "threshold nan", [](Artifact& a) { a.rule.thresholds[1] = kNan; }},
    {"ValidationConfusion", "figures", "validation: confusion",
     [](Artifact& a) { a.validation.confusion.pop_back(); }},
    {"TestClassFigures", "figures", "test: average precision per class",
     [](Artifact& a) { a.test->class_average_precision.push_back(0); }},
    {"IntervalOrder", "figures", "validation: [0.625, 0.5] is no interval",
     [](Artifact& a) { a.validation.average_precision_high = 0.5; }},
    {"IntervalBelowZero", "figures", "test: [-0.5, 0.875] is no interval",
     [](Artifact& a) { a.test->average_precision_low = -0.5; }},
    {"IntervalAboveOne", "figures", "test: [0.625, 1.5] is no interval",
     [](Artifact& a) { a.test->average_precision_high = 1.5; }},
    {"IntervalNan", "figures", "test: [nan, 0.875] is no interval",
     [](Artifact& a) { a.test->average_precision_low = kNan; }},
    {"NegativeRows", "figures", "-1 rows", [](Artifact& a) { a.validation.row_count = -1; }},
    {"LabelCount", "sample_weights", "labels has 2 entries, expected 3",
     [](Artifact& a) { a.sample_weights.labels.pop_back(); }},
    {"WeightCount", "sample_weights", "weights",
     [](Artifact& a) { a.sample_weights.weights.push_back(1); }},
    {"ContributionCount", "sample_weights", "contributions",
     [](Artifact& a) { a.sample_weights.contributions.clear(); }},
    {"RowOrder", "sample_weights", "ascend", [](Artifact& a) { a.sample_weights.rows[1] = 0; }},
    {"NegativeRow", "sample_weights", "ascend", [](Artifact& a) { a.sample_weights.rows[0] = -1; }},
    {"Label", "sample_weights", "label 2", [](Artifact& a) { a.sample_weights.labels[0] = 2; }},
    {"NanRowWeight", "sample_weights", "not finite",
     [](Artifact& a) { a.sample_weights.weights[0] = kNan; }},
    {"InfiniteContribution", "sample_weights", "infinite",
     [](Artifact& a) { a.sample_weights.contributions[0] = kInfinity; }},
    {"SyntheticColumnCount", "sample_weights", "synthetic columns",
     [](Artifact& a) { a.sample_weights.synthetic.columns.pop_back(); }},
    {"SyntheticColumnLength", "sample_weights", "\"age\"",
     [](Artifact& a) { a.sample_weights.synthetic.columns[0].numbers.pop_back(); }},
    {"SyntheticColumnKind", "sample_weights", "\"age\"",
     [](Artifact& a) {
       a.sample_weights.synthetic.columns[0].codes = {1, 1};
     }},
    {"SyntheticCode", "sample_weights", "code 3",
     [](Artifact& a) { a.sample_weights.synthetic.columns[2].codes[0] = 3; }},
    {"SyntheticNumber", "sample_weights", "\"income\"",
     [](Artifact& a) { a.sample_weights.synthetic.columns[1].numbers[0] = kInfinity; }},
    {"SyntheticRowCount", "sample_weights", "",
     [](Artifact& a) { a.sample_weights.synthetic.row_count = 3; }},
    {"NegativeSyntheticRows", "sample_weights", "-2 synthetic rows",
     [](Artifact& a) { a.sample_weights.synthetic.row_count = -2; }},
    {"SyntheticLabel", "sample_weights", "synthetic label 2",
     [](Artifact& a) { a.sample_weights.synthetic_labels[1] = 2; }},
    {"SyntheticContributionCount", "sample_weights", "synthetic contributions",
     [](Artifact& a) { a.sample_weights.synthetic_contributions.pop_back(); }},
    {"SyntheticWeight", "sample_weights", "not finite",
     [](Artifact& a) { a.sample_weights.synthetic_weights[0] = kNan; }},
    {"ParentCount", "sample_weights", "parent rows",
     [](Artifact& a) { a.sample_weights.parent_rows.clear(); }},
    {"NeighbourCount", "sample_weights", "neighbour rows",
     [](Artifact& a) { a.sample_weights.neighbour_rows.push_back(2); }},
};

INSTANTIATE_TEST_SUITE_P(Each, ValidateArtifactTest, ::testing::ValuesIn(kBrokenArtifacts),
                         [](const auto& test) { return test.param.name; });

TEST(ValidateArtifactEdgeTest, WeightsMaySumToOneButForRounding) {
  ArtifactShape shape;
  shape.groups = 3;
  Artifact artifact = BuildArtifact(shape);
  for (NetworkGroup& group : artifact.groups) group.weight = 0.3333333;
  EXPECT_THAT(ValidateArtifact(artifact), IsOk());
}

TEST(ValidateArtifactEdgeTest, AModelWithoutValidationRowsIsWhole) {
  Artifact artifact = BuildArtifact();
  artifact.validation = Figures();
  EXPECT_THAT(ValidateArtifact(artifact), IsOk());
}

}  // namespace
}  // namespace counterweight
