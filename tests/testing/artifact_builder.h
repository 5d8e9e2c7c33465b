// Small models with random parameters, and rows for them.
#ifndef COUNTERWEIGHT_TESTS_TESTING_ARTIFACT_BUILDER_H_
#define COUNTERWEIGHT_TESTS_TESTING_ARTIFACT_BUILDER_H_

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/artifact/artifact.h"
#include "src/base/random_stream.h"
#include "src/evaluation/class_scores.h"

namespace counterweight {

struct ArtifactShape {
  int class_count = 2;
  int positive_class = 1;
  std::vector<int> hidden = {8, 8};
  int groups = 1;
  int members = 2;
  uint64_t seed = 1;
};

// Columns "age" and "income" (numeric; income may be missing), "city" (Rome, Oslo, Lima, of which
// Lima is rare) and "member" (boolean). "age" is not scaled: its matrix value is the cell.
inline Preprocessing BuildPreprocessing() {
  Preprocessing preprocessing;
  preprocessing.schema = {{"age", ColumnType::kNumeric, {}},
                          {"income", ColumnType::kNumeric, {}},
                          {"city", ColumnType::kCategorical, {"Rome", "Oslo", "Lima"}},
                          {"member", ColumnType::kBoolean, {}}};
  NumericFeature age;
  age.median = 0.5;
  age.distinct_count = 40;
  NumericFeature income;
  income.source = 1;
  income.median = 1000;
  income.center = 1200;
  income.scale = 300;
  income.has_missing_indicator = true;
  income.distinct_count = 50;
  NumericFeature member;
  member.source = 3;
  member.center = 0.25;
  member.scale = 0.5;
  member.distinct_count = 2;
  preprocessing.numeric = {age, income, member};
  CategoricalFeature city;
  city.source = 2;
  city.levels = {1, 0};
  city.has_missing_level = true;
  preprocessing.categorical = {city};
  preprocessing.dropped = {"constant"};
  return preprocessing;
}

// Contiguous ramps of `columns` between random edges in [-2, 2].
inline RampEncoding BuildEncoding(int64_t input_width, const std::vector<int32_t>& columns,
                                  RandomStream& stream) {
  RampEncoding encoding;
  encoding.input_width = input_width;
  for (const int32_t column : columns) {
    float edge = -2;
    for (int t = 0; t < 5; ++t) {
      const float next = edge + 0.1f + 0.7f * static_cast<float>(stream.Uniform());
      encoding.columns.push_back(column);
      encoding.lows.push_back(edge);
      encoding.inverse_widths.push_back(1.0f / (next - edge));
      edge = next;
    }
  }
  return encoding;
}

inline NetworkGroup BuildGroup(const ArtifactShape& shape, int64_t input_width, double weight,
                               RandomStream& stream) {
  NetworkGroup group;
  group.encoding = BuildEncoding(input_width, {0, 1}, stream);
  group.sizes.push_back(static_cast<int32_t>(group.encoding.width()));
  for (const int hidden : shape.hidden) group.sizes.push_back(hidden);
  group.sizes.push_back(ScoreColumns(shape.class_count));
  group.members = shape.members;
  group.weight = weight;
  const int64_t count = group.members * ParameterCount(group.sizes);
  for (int64_t i = 0; i < count; ++i) {
    group.parameters.push_back(static_cast<float>(0.5 * stream.Normal()));
  }
  return group;
}

inline Figures BuildFigures(int class_count) {
  Figures figures;
  figures.row_count = 10;
  figures.average_precision = 0.75;
  figures.average_precision_low = 0.625;
  figures.average_precision_high = 0.875;
  figures.confusion.assign(class_count * class_count, 3);
  figures.class_average_precision.assign(class_count, 0.5);
  figures.class_average_precision[0] = std::numeric_limits<double>::quiet_NaN();
  return figures;
}

inline SampleWeightsTable BuildSampleWeights(const std::vector<ColumnSchema>& schema) {
  SampleWeightsTable table;
  table.rows = {0, 2, 7};
  table.labels = {0, 1, 0};
  table.weights = {1, 1, 1};
  table.contributions = {0.5f, std::numeric_limits<float>::quiet_NaN(), -0.25f};
  table.synthetic.schema = schema;
  table.synthetic.row_count = 2;
  table.synthetic.columns.resize(4);
  table.synthetic.columns[0].numbers = {31, 32};
  table.synthetic.columns[1].numbers = {900, std::numeric_limits<double>::quiet_NaN()};
  table.synthetic.columns[2].codes = {0, kMissingCode};
  table.synthetic.columns[3].numbers = {0, 1};
  table.synthetic_labels = {1, 1};
  table.synthetic_contributions = {1.5f, 0.5f};
  table.synthetic_weights = {0.15f, 0.05f};
  table.parent_rows = {2, 2};
  table.neighbour_rows = {2, 2};
  return table;
}

inline Artifact BuildArtifact(const ArtifactShape& shape = {}) {
  RandomStream stream(shape.seed, "artifact");
  Artifact artifact;
  artifact.method = "meta";
  artifact.options = {{"folds", "2"}, {"rate", "0.03"}};
  artifact.seed = shape.seed;
  artifact.training_dataset = "datasets/ds-test";
  for (int c = 0; c < shape.class_count; ++c) {
    artifact.classes.push_back(absl::StrCat("class ", c));
  }
  artifact.positive_class = shape.positive_class;
  artifact.majority_class = shape.positive_class == 0 ? 1 : 0;
  artifact.preprocessing = BuildPreprocessing();
  for (int g = 0; g < shape.groups; ++g) {
    artifact.groups.push_back(
        BuildGroup(shape, artifact.preprocessing.width(), 1.0 / shape.groups, stream));
    artifact.settings.push_back({absl::StrCat("S", g),
                                 "meta",
                                 {{"rate", absl::StrCat("0.0", g + 1)}},
                                 0.5 + 0.1 * g,
                                 250 + g});
  }
  for (int c = 0; c < ScoreColumns(shape.class_count); ++c) {
    ClassCalibration calibration;
    calibration.slope = 0.8 + 0.1 * c;
    calibration.intercept = 0.2 - 0.3 * c;
    artifact.calibration.classes.push_back(calibration);
  }
  artifact.rule.thresholds.assign(shape.class_count, 0.6);
  artifact.rule.thresholds[shape.positive_class] = 0.4;
  artifact.validation = BuildFigures(shape.class_count);
  artifact.test = BuildFigures(shape.class_count);
  artifact.sample_weights = BuildSampleWeights(artifact.preprocessing.schema);
  return artifact;
}

// Rows over BuildPreprocessing's schema: values inside and far outside the ramps, missing values,
// unknown categories. "age" of row r is ages[r] for the first rows.
inline Table BuildRows(int64_t row_count, const std::vector<double>& ages, RandomStream& stream) {
  constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();
  Table table;
  table.schema = BuildPreprocessing().schema;
  table.row_count = row_count;
  table.columns.resize(4);
  for (int64_t r = 0; r < row_count; ++r) {
    const double age = r < static_cast<int64_t>(ages.size()) ? ages[r] : 3 * stream.Normal();
    table.columns[0].numbers.push_back(stream.Below(10) == 0 ? kMissingNumber : age);
    table.columns[1].numbers.push_back(stream.Below(5) == 0 ? kMissingNumber
                                                            : 1200 + 600 * stream.Normal());
    const uint32_t codes[] = {0, 1, 2, kUnknownCode, kMissingCode};
    table.columns[2].codes.push_back(codes[stream.Below(5)]);
    table.columns[3].numbers.push_back(static_cast<double>(stream.Below(2)));
  }
  return table;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TESTING_ARTIFACT_BUILDER_H_
