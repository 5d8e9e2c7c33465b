#include "src/features/numeric_scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "src/base/random_stream.h"
#include "tests/features/table_builder.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

constexpr double kHuge = std::numeric_limits<double>::max();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr ScalingKind kAllScalings[] = {ScalingKind::kStandard, ScalingKind::kRobust,
                                        ScalingKind::kQuantile};

// A feature fitted to values that are there.
NumericFeature Fit(std::vector<double> values, ScalingKind scaling, int64_t missing_count = 0) {
  std::sort(values.begin(), values.end());
  NumericFeature feature;
  EXPECT_TRUE(FitScaling(values, missing_count, scaling, feature));
  return feature;
}

bool IsKept(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  NumericFeature feature;
  return FitScaling(values, 0, ScalingKind::kStandard, feature);
}

TEST(StandardScalingTest, UsesTheImputedRows) {
  // 1, 2, 6 and one missing row that takes the median 2.
  const NumericFeature feature = Fit({1, 2, 6}, ScalingKind::kStandard, 1);
  EXPECT_EQ(feature.median, 2);
  EXPECT_DOUBLE_EQ(feature.center, 2.75);
  EXPECT_DOUBLE_EQ(feature.scale, std::sqrt(14.75 / 4));
  EXPECT_EQ(feature.distinct_count, 3);
  EXPECT_FLOAT_EQ(ScaleNumeric(feature, 6), static_cast<float>(3.25 / std::sqrt(14.75 / 4)));
}

TEST(StandardScalingTest, MissingAndInfiniteValuesAreTheMedian) {
  const NumericFeature feature = Fit({1, 2, 6}, ScalingKind::kStandard);
  EXPECT_EQ(ScaleNumeric(feature, kMissing), ScaleNumeric(feature, 2));
  EXPECT_EQ(ScaleNumeric(feature, kInfinity), ScaleNumeric(feature, 2));
  EXPECT_EQ(ScaleNumeric(feature, -kInfinity), ScaleNumeric(feature, 2));
}

TEST(StandardScalingTest, ClipsAtSix) {
  const NumericFeature feature = Fit({-1, 1}, ScalingKind::kStandard);
  EXPECT_EQ(ScaleNumeric(feature, 5), 5);
  EXPECT_EQ(ScaleNumeric(feature, 7), 6);
  EXPECT_EQ(ScaleNumeric(feature, -1e300), -6);
}

TEST(StandardScalingTest, AnImputedMedianBetweenValuesIsAValueOfItsOwn) {
  EXPECT_EQ(Fit({0, 1}, ScalingKind::kStandard).distinct_count, 2);
  EXPECT_EQ(Fit({0, 1}, ScalingKind::kStandard, 1).distinct_count, 3);
}

TEST(StandardScalingTest, ConstantColumnsAreRefusedWhateverTheirSize) {
  EXPECT_FALSE(IsKept({3}));
  EXPECT_FALSE(IsKept(std::vector<double>(1000, 0.1)));
  EXPECT_FALSE(IsKept(std::vector<double>(1000, 1e15 + 0.3)));
  EXPECT_FALSE(IsKept({1, 1 + 1e-13}));
  EXPECT_TRUE(IsKept({1, 1 + 1e-11}));
  EXPECT_TRUE(IsKept({1e15, 1e15 + 1}));
}

TEST(StandardScalingTest, TheLargestDoublesStayFinite) {
  const NumericFeature feature = Fit({-kHuge, 0, kHuge}, ScalingKind::kStandard);
  EXPECT_TRUE(std::isfinite(feature.scale));
  EXPECT_NEAR(ScaleNumeric(feature, kHuge), std::sqrt(1.5), 1e-6);
  EXPECT_NEAR(ScaleNumeric(feature, -kHuge), -std::sqrt(1.5), 1e-6);
}

TEST(RobustScalingTest, UsesMedianAndInterquartileRange) {
  const NumericFeature feature = Fit({0, 1, 2, 3, 1000}, ScalingKind::kRobust);
  EXPECT_EQ(feature.center, 2);
  EXPECT_DOUBLE_EQ(feature.scale, 2 / 1.349);
}

TEST(RobustScalingTest, MostlyEqualValuesFallBackToTheDeviation) {
  const NumericFeature feature = Fit({0, 0, 0, 0, 0, 0, 10}, ScalingKind::kRobust);
  EXPECT_EQ(feature.center, 0);
  EXPECT_DOUBLE_EQ(feature.scale, 10 * std::sqrt(6.0) / 7);
}

TEST(RobustScalingTest, ARangeThatOverflowsFallsBackToTheDeviation) {
  const NumericFeature feature = Fit({-kHuge, -kHuge, kHuge, kHuge}, ScalingKind::kRobust);
  EXPECT_TRUE(std::isfinite(feature.scale));
  EXPECT_EQ(ScaleNumeric(feature, kHuge), 1);
}

TEST(QuantileScalingTest, RanksBecomeNormalQuantiles) {
  const NumericFeature feature = Fit({1, 10, 100, 1000, 1e6}, ScalingKind::kQuantile);
  EXPECT_THAT(feature.knots, ElementsAre(1, 10, 100, 1000, 1e6));
  EXPECT_EQ(ScaleNumeric(feature, 100), 0);
  EXPECT_NEAR(ScaleNumeric(feature, 1), -1.2815516, 1e-6);   // probability 0.1
  EXPECT_NEAR(ScaleNumeric(feature, 10), -0.5244005, 1e-6);  // 0.3
  EXPECT_NEAR(ScaleNumeric(feature, 55), -0.2533471, 1e-6);  // 0.4, half-way between knots
  EXPECT_EQ(ScaleNumeric(feature, -5), ScaleNumeric(feature, 1));
  EXPECT_EQ(ScaleNumeric(feature, 1e9), ScaleNumeric(feature, 1e6));
}

TEST(QuantileScalingTest, TiedValuesTakeTheirMiddleRank) {
  const NumericFeature feature = Fit({0, 0, 0, 1, 2}, ScalingKind::kQuantile);
  EXPECT_NEAR(ScaleNumeric(feature, 0), -0.5244005, 1e-6);  // (1 + 1/2) / 5
  EXPECT_EQ(InverseNumeric(feature, ScaleNumeric(feature, 0)), 0);
}

TEST(QuantileScalingTest, ManyRowsShareAThousandKnots) {
  std::vector<double> values(50001);
  std::iota(values.begin(), values.end(), 0);
  const NumericFeature feature = Fit(values, ScalingKind::kQuantile);
  ASSERT_EQ(feature.knots.size(), 1000u);
  EXPECT_EQ(feature.knots.front(), 0);
  EXPECT_EQ(feature.knots.back(), 50000);
  EXPECT_NEAR(ScaleNumeric(feature, 25000), 0, 1e-3);
  EXPECT_NEAR(ScaleNumeric(feature, 37500), 0.6744898, 2e-3);
}

TEST(QuantileScalingTest, TheLargestDoublesStayFinite) {
  const NumericFeature feature = Fit({-kHuge, kHuge}, ScalingKind::kQuantile);
  EXPECT_NEAR(ScaleNumeric(feature, 0), 0, 1e-6);
  EXPECT_EQ(InverseNumeric(feature, 0), 0);
}

TEST(NumericScalingTest, OrderIsKept) {
  for (const ScalingKind scaling : kAllScalings) {
    for (uint64_t seed = 0; seed < 30; ++seed) {
      RandomStream stream(seed, "values");
      std::vector<double> values;
      for (int i = 0; i < 50; ++i) values.push_back(std::floor(10 * stream.Normal()));
      const NumericFeature feature = Fit(values, scaling);
      float previous = -6;
      for (double value = -50; value < 50; value += 0.5) {
        EXPECT_GE(ScaleNumeric(feature, value), previous) << "seed " << seed;
        previous = ScaleNumeric(feature, value);
      }
      EXPECT_LE(previous, 6);
    }
  }
}

TEST(NumericScalingTest, InverseUndoesTheScalingOfUnclippedValues) {
  for (const ScalingKind scaling : kAllScalings) {
    for (uint64_t seed = 0; seed < 30; ++seed) {
      RandomStream stream(seed, "values");
      std::vector<double> values;
      for (int i = 0; i < 40; ++i) values.push_back(1e4 * stream.Normal() + 300);
      const NumericFeature feature = Fit(values, scaling);
      for (const double value : values) {
        const float scaled = ScaleNumeric(feature, value);
        if (std::abs(scaled) >= kScaledBound) continue;
        EXPECT_NEAR(InverseNumeric(feature, scaled), value, 0.05) << "seed " << seed;
      }
    }
  }
}

TEST(NumericScalingTest, InverseOfNaNIsNaN) {
  for (const ScalingKind scaling : kAllScalings) {
    EXPECT_TRUE(std::isnan(InverseNumeric(Fit({1, 2, 3}, scaling), kMissing)));
  }
}

}  // namespace
}  // namespace counterweight
