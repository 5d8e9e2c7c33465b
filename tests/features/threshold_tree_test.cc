#include "src/features/threshold_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::IsEmpty;
using ::testing::Pointwise;

struct Column {
  std::vector<float> values;
  std::vector<uint32_t> labels;
};

// The linear congruential generator of the script that made the golden values.
class Congruential {
 public:
  explicit Congruential(uint32_t seed) : state_(seed) {}
  double Uniform() {
    state_ = state_ * 1664525u + 1013904223u;
    return static_cast<double>(state_ >> 8) / (1 << 24);
  }

 private:
  uint32_t state_;
};

// For each row two draws a, v: the label is 1 + the first c with a < shares[c], else 0; the value
// is v + label / 4, or floor(steps * that) with steps > 0.
Column GoldenColumn(int rows, const std::vector<double>& shares, double steps, uint32_t seed) {
  Congruential draws(seed);
  Column column;
  for (int i = 0; i < rows; ++i) {
    const double draw = draws.Uniform();
    const auto above =
        std::find_if(shares.begin(), shares.end(), [draw](double share) { return draw < share; });
    const auto label = above == shares.end() ? 0 : 1 + (above - shares.begin());
    const double value = draws.Uniform() + 0.25 * static_cast<double>(label);
    column.values.push_back(static_cast<float>(steps > 0 ? std::floor(steps * value) : value));
    column.labels.push_back(static_cast<uint32_t>(label));
  }
  return column;
}

std::vector<float> Thresholds(const Column& column, int class_count,
                              const ThresholdTreeLimits& limits = {}) {
  return ThresholdsOfTree(column.values, column.labels, class_count, limits);
}

// `count` rows of one value and label after those of `column`.
void Append(int count, float value, uint32_t label, Column& column) {
  column.values.insert(column.values.end(), count, value);
  column.labels.insert(column.labels.end(), count, label);
}

// Golden values: sorted float32 tree_.threshold of scikit-learn 1.2.1's
// DecisionTreeClassifier(max_leaf_nodes=16, min_samples_leaf=8, class_weight="balanced").

TEST(ThresholdTreeTest, AgreesWithScikitLearnOnTwoClasses) {
  EXPECT_THAT(
      Thresholds(GoldenColumn(300, {0.15}, 0, 1), 2),
      Pointwise(FloatEq(), {0.254760265f, 0.2923657f, 0.334445238f, 0.365881264f, 0.443018973f,
                            0.482603878f, 0.542261302f, 0.602293074f, 0.620242715f, 0.767412305f,
                            0.810824633f, 0.862094045f, 0.942454219f, 0.963470161f, 1.00410807f}));
}

TEST(ThresholdTreeTest, AgreesWithScikitLearnOnRepeatedValues) {
  EXPECT_THAT(Thresholds(GoldenColumn(300, {0.15}, 32, 1), 2),
              ElementsAre(7.5f, 9.5f, 10.5f, 11.5f, 13.5f, 16.5f, 18.5f, 19.5f, 23.5f, 24.5f, 25.5f,
                          27.5f, 29.5f, 30.5f, 31.5f));
}

TEST(ThresholdTreeTest, AgreesWithScikitLearnOnThreeClasses) {
  const Column column = GoldenColumn(400, {0.1, 0.3}, 0, 2);
  EXPECT_THAT(
      Thresholds(column, 3),
      Pointwise(FloatEq(), {0.251652449f, 0.464984179f, 0.506061196f, 0.61859417f, 0.66446054f,
                            0.701525688f, 0.741653323f, 0.761325598f, 0.791298985f, 0.826010108f,
                            0.971199632f, 0.991281271f, 1.07357585f, 1.16645455f, 1.22428691f}));
}

TEST(ThresholdTreeTest, FewLeavesGoWhereMostIsGained) {
  const Column column = GoldenColumn(400, {0.1, 0.3}, 0, 2);
  // max_leaf_nodes=5.
  EXPECT_THAT(Thresholds(column, 3, {5, 8}),
              Pointwise(FloatEq(), {0.251652449f, 0.971199632f, 1.16645455f, 1.22428691f}));
  EXPECT_THAT(Thresholds(column, 3, {1, 8}), IsEmpty());
}

TEST(ThresholdTreeTest, CutsMidwayBetweenTheClasses) {
  Column column;
  Append(10, 1, 0, column);
  Append(8, 4, 1, column);
  EXPECT_THAT(Thresholds(column, 2), ElementsAre(2.5f));
  // A class without rows changes nothing.
  EXPECT_THAT(Thresholds(column, 5), ElementsAre(2.5f));
}

TEST(ThresholdTreeTest, EveryLeafKeepsItsRows) {
  Column column;
  Append(10, 1, 0, column);
  Append(3, 3, 0, column);
  Append(7, 4, 1, column);
  EXPECT_THAT(Thresholds(column, 2, {16, 7}), ElementsAre(3.5f));
  // Between the classes seven rows would be left: the next place that leaves eight is taken.
  EXPECT_THAT(Thresholds(column, 2), ElementsAre(2.0f));
  EXPECT_THAT(Thresholds(column, 2, {16, 11}), IsEmpty());
}

TEST(ThresholdTreeTest, OneClassOneValueOrNoRowsAreNotCut) {
  Column one_class;
  Append(20, 1, 1, one_class);
  Append(20, 2, 1, one_class);
  EXPECT_THAT(Thresholds(one_class, 2), IsEmpty());
  Column one_value;
  Append(20, 1, 0, one_value);
  Append(20, 1 + 5e-8f, 1, one_value);
  EXPECT_THAT(Thresholds(one_value, 2), IsEmpty());
  EXPECT_THAT(Thresholds({}, 2), IsEmpty());
}

TEST(ThresholdTreeTest, ACutThatGainsNothingIsStillMade) {
  // Each half of the column holds both classes alike; only its quarters tell them apart.
  Column column;
  Append(8, 0, 0, column);
  Append(8, 1, 1, column);
  Append(8, 2, 1, column);
  Append(8, 3, 0, column);
  EXPECT_THAT(Thresholds(column, 2), ElementsAre(0.5f, 2.5f));
  // Here no cut of the root gains anything at all.
  Column alike;
  for (const float value : {0.0f, 1.0f}) {
    Append(8, value, 0, alike);
    Append(8, value, 1, alike);
  }
  EXPECT_THAT(Thresholds(alike, 2), ElementsAre(0.5f));
}

TEST(ThresholdTreeTest, EqualGainsTakeTheLowestThreshold) {
  // 0.5 and 2.5 gain the same; one cut only.
  Column column;
  Append(8, 0, 0, column);
  Append(8, 1, 1, column);
  Append(8, 2, 1, column);
  Append(8, 3, 0, column);
  EXPECT_THAT(Thresholds(column, 2, {2, 8}), ElementsAre(0.5f));
}

TEST(ThresholdTreeTest, RareClassesWeighAsMuchAsFrequentOnes) {
  // By rows, the cut that frees most of class 0 would gain more than the one that frees class 1.
  Column column;
  Append(100, 0, 0, column);
  Append(10, 1, 0, column);
  Append(90, 1, 2, column);
  Append(10, 2, 1, column);
  EXPECT_THAT(Thresholds(column, 3, {2, 8}), ElementsAre(1.5f));
}

TEST(ThresholdTreeTest, HugeValuesDoNotOverflow) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  Column column;
  Append(8, kLargest / 2, 0, column);
  Append(8, kLargest, 1, column);
  EXPECT_THAT(Thresholds(column, 2), ElementsAre(FloatEq(kLargest / 4 * 3)));
}

TEST(ThresholdTreeTest, RowOrderChangesNothingAndLeavesHoldEnoughRows) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    RandomStream stream(seed, "column");
    Column column, shuffled;
    for (int i = 0; i < 200; ++i) {
      column.labels.push_back(static_cast<uint32_t>(stream.Below(10) / 7));
      column.values.push_back(static_cast<float>(stream.Below(60)));
    }
    for (const int64_t i : stream.Permutation(200)) {
      shuffled.labels.push_back(column.labels[i]);
      shuffled.values.push_back(column.values[i]);
    }
    std::vector<float> edges = Thresholds(column, 2);
    ASSERT_EQ(edges, Thresholds(shuffled, 2)) << "seed " << seed;
    ASSERT_LE(edges.size(), 15u);
    float low = -1;
    edges.push_back(100);
    for (const float high : edges) {
      const auto rows = std::count_if(column.values.begin(), column.values.end(),
                                      [&](float value) { return value > low && value <= high; });
      EXPECT_GE(rows, 8) << "seed " << seed << ", (" << low << ", " << high << "]";
      low = high;
    }
  }
}

}  // namespace
}  // namespace counterweight
