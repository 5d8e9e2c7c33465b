// The smallest model that answers: one numeric and one categorical column, one logistic layer.
#ifndef COUNTERWEIGHT_TESTS_TESTING_SMALL_ARTIFACT_H_
#define COUNTERWEIGHT_TESTS_TESTING_SMALL_ARTIFACT_H_

#include <limits>

#include "src/artifact/artifact.h"

namespace counterweight {

// Columns "amount" (numeric) and "state" (categorical: CA, NY); classes "0", "1", positive "1".
// One member without hidden layer: log-odds = slope * amount + (state is CA) - (state is NY).
inline Artifact SmallArtifact(float slope = 1.0f) {
  Artifact artifact;
  artifact.method = "plain";
  artifact.training_dataset = "datasets/ds-test";
  artifact.classes = {"0", "1"};
  artifact.positive_class = 1;
  artifact.majority_class = 0;

  artifact.preprocessing.schema = {{"amount", ColumnType::kNumeric, {}},
                                   {"state", ColumnType::kCategorical, {"CA", "NY"}}};
  NumericFeature amount;
  amount.source = 0;
  amount.distinct_count = 3;
  artifact.preprocessing.numeric = {amount};
  CategoricalFeature state;
  state.source = 1;
  state.levels = {0, 1};
  artifact.preprocessing.categorical = {state};

  NetworkGroup group;
  group.encoding.input_width = 3;
  group.sizes = {3, 1};
  group.members = 1;
  group.parameters = {slope, 1.0f, -1.0f, 0.0f, 1.0f, 1.0f, 1.0f};  // W, b, gamma
  artifact.groups = {group};
  artifact.settings = {{"B", "plain", {}, 0.9, 250}};
  artifact.calibration.classes = {ClassCalibration{}};
  artifact.rule.thresholds = {0.5, 0.5};

  artifact.validation.row_count = 2;
  artifact.validation.confusion = {1, 0, 0, 1};
  artifact.validation.class_average_precision = {1.0, 1.0};

  SampleWeightsTable& weights = artifact.sample_weights;
  weights.rows = {0, 2};
  weights.labels = {0, 1};
  weights.weights = {1.0f, 1.0f};
  weights.contributions = {0.5f, std::numeric_limits<float>::quiet_NaN()};
  weights.synthetic.schema = artifact.preprocessing.schema;
  weights.synthetic.row_count = 1;
  weights.synthetic.columns.resize(2);
  weights.synthetic.columns[0].numbers = {1.5};
  weights.synthetic.columns[1].codes = {1};
  weights.synthetic_labels = {1};
  weights.synthetic_contributions = {1.0f};
  weights.synthetic_weights = {0.1f};
  weights.parent_rows = {2};
  weights.neighbour_rows = {2};
  return artifact;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TESTING_SMALL_ARTIFACT_H_
