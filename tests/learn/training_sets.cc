#include "tests/learn/training_sets.h"

#include <cmath>
#include <utility>

#include "src/base/random_stream.h"
#include "src/tensor/conversion.h"

namespace counterweight {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kRamps = 8;

RampEncoding FitRamps(const TrainingSet& set) {
  Preprocessing preprocessing;
  for (int64_t column = 0; column < set.features.columns; ++column) {
    ColumnSchema schema;
    schema.name = "x" + std::to_string(column);
    preprocessing.schema.push_back(schema);
    NumericFeature feature;
    feature.source = static_cast<int32_t>(column);
    feature.distinct_count = set.features.rows;
    preprocessing.numeric.push_back(feature);
  }
  return FitRampEncoding(set.features, set.labels, set.class_count, preprocessing, kRamps,
                         RampEdgesKind::kMinorityQuantile);
}

}  // namespace

TrainingSet MakeTrainingSet(Matrix features, std::vector<uint32_t> labels, int class_count,
                            int fold_count) {
  TrainingSet set;
  set.features = std::move(features);
  set.labels = std::move(labels);
  set.class_count = class_count;
  set.positive_class = 1;
  set.fold_count = fold_count;
  std::vector<int> next_fold(class_count, 0);
  for (const uint32_t label : set.labels) set.folds.push_back(next_fold[label]++ % fold_count);
  set.encoding = FitRamps(set);
  return set;
}

TrainingSet Moons(int64_t majority, int64_t rare, int fold_count, uint64_t seed) {
  RandomStream stream(seed, "moons");
  Matrix features{majority + rare, 3, {}};
  std::vector<uint32_t> labels;
  for (int64_t row = 0; row < features.rows; ++row) {
    const bool is_rare = row >= majority;
    const double angle = kPi * stream.Uniform();
    const double x = is_rare ? 1 - std::cos(angle) : std::cos(angle);
    const double y = is_rare ? 0.5 - std::sin(angle) : std::sin(angle);
    for (const double value :
         {x + 0.2 * stream.Normal(), y + 0.2 * stream.Normal(), stream.Normal()}) {
      features.values.push_back(static_cast<float>(value));
    }
    labels.push_back(is_rare ? 1 : 0);
  }
  return MakeTrainingSet(std::move(features), std::move(labels), 2, fold_count);
}

TrainingSet ThreeClouds(const std::vector<int64_t>& rows, int fold_count, uint64_t seed) {
  constexpr double kCentres[3][2] = {{0, 0}, {2, 0}, {0, 2}};
  RandomStream stream(seed, "clouds");
  Matrix features{0, 2, {}};
  std::vector<uint32_t> labels;
  for (uint32_t c = 0; c < 3; ++c) {
    for (int64_t i = 0; i < rows[c]; ++i) {
      for (const double centre : kCentres[c]) {
        features.values.push_back(static_cast<float>(centre + 0.5 * stream.Normal()));
      }
      ++features.rows;
      labels.push_back(c);
    }
  }
  return MakeTrainingSet(std::move(features), std::move(labels), 3, fold_count);
}

TrainingOptions QuickOptions() {
  TrainingOptions options;
  options.steps = 100;
  options.batch = 64;
  options.hidden = {16};
  options.eval_every = 10;
  options.patience = 100;
  options.synthetic_rows = 64;
  options.synthetic_batch = 16;
  return options;
}

at::Tensor DenseMemberRows(const RampEncoding& encoding, const Matrix& matrix,
                           const MemberRows& rows) {
  std::vector<float> inputs;
  std::vector<float> row_inputs(encoding.width());
  for (const std::vector<int64_t>& member : rows) {
    for (const int64_t row : member) {
      encoding.EncodeRow(matrix.row(row), row_inputs.data());
      inputs.insert(inputs.end(), row_inputs.begin(), row_inputs.end());
    }
  }
  return TensorFromValues<float>(
      inputs, {static_cast<int64_t>(rows.size()), static_cast<int64_t>(rows.front().size()),
               encoding.width()});
}

}  // namespace counterweight
