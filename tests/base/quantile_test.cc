#include "src/base/quantile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

TEST(QuantileTest, InterpolatesBetweenOrderStatistics) {
  const std::vector<double> sorted = {1, 2, 4, 8};
  EXPECT_EQ(Quantile(sorted, 0), 1);
  EXPECT_EQ(Quantile(sorted, 1), 8);
  EXPECT_EQ(Quantile(sorted, 0.5), 3);
  EXPECT_EQ(Quantile(sorted, 0.25), 1.75);
}

TEST(QuantileTest, OneValueIsEveryQuantile) {
  EXPECT_EQ(Quantile({7}, 0), 7);
  EXPECT_EQ(Quantile({7}, 0.3), 7);
  EXPECT_EQ(Quantile({7}, 1), 7);
}

TEST(QuantileTest, HugeValuesDoNotOverflow) {
  constexpr double kHuge = std::numeric_limits<double>::max();
  EXPECT_EQ(Quantile({-kHuge, kHuge}, 0.5), 0);
  EXPECT_EQ(Quantile({kHuge, kHuge}, 0.5), kHuge);
}

TEST(ValueAtTest, IsConstantOutside) {
  EXPECT_EQ(ValueAt({1, 2}, -3), 1);
  EXPECT_EQ(ValueAt({1, 2}, 5), 2);
  EXPECT_EQ(ValueAt({1, 2}, 0.25), 1.25);
}

TEST(QuantileTest, NeverFalls) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream stream(seed, "values");
    std::vector<double> sorted(1 + stream.Below(12));
    for (double& value : sorted) value = stream.Normal();
    std::sort(sorted.begin(), sorted.end());
    double previous = sorted.front();
    for (int i = 0; i <= 200; ++i) {
      const double value = Quantile(sorted, i / 200.0);
      EXPECT_GE(value, previous) << "seed " << seed;
      previous = value;
    }
    EXPECT_EQ(previous, sorted.back());
  }
}

}  // namespace
}  // namespace counterweight
