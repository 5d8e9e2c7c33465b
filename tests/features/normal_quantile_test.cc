#include "src/features/normal_quantile.h"

#include <gtest/gtest.h>

#include <cmath>

namespace counterweight {
namespace {

// Expected: Python's statistics.NormalDist().inv_cdf.
TEST(NormalQuantileTest, AgreesWithTables) {
  EXPECT_EQ(NormalQuantile(0.5), 0);
  EXPECT_NEAR(NormalQuantile(0.975), 1.9599639845400536, 1e-14);
  EXPECT_NEAR(NormalQuantile(0.9), 1.2815515655446008, 1e-14);
  EXPECT_NEAR(NormalQuantile(0.05), -1.6448536269514726, 1e-14);
  EXPECT_NEAR(NormalQuantile(1e-3), -3.090232306167813, 1e-14);
  EXPECT_NEAR(NormalQuantile(1e-12), -7.034483825301132, 1e-13);
  EXPECT_NEAR(NormalQuantile(1e-300), -37.0470962993612, 1e-11);
}

TEST(NormalQuantileTest, InvertsTheDistribution) {
  for (double z = -8; z <= 5; z += 0.01) {
    EXPECT_NEAR(NormalQuantile(NormalDistribution(z)), z, 1e-9) << z;
  }
}

TEST(NormalQuantileTest, IsOdd) {
  for (double share = 0.001; share < 0.5; share += 0.001) {
    EXPECT_NEAR(NormalQuantile(share), -NormalQuantile(1 - share), 1e-11) << share;
  }
}

TEST(NormalQuantileTest, EndsAreInfinite) {
  EXPECT_EQ(NormalQuantile(0), -HUGE_VAL);
  EXPECT_EQ(NormalQuantile(1), HUGE_VAL);
  EXPECT_TRUE(std::isnan(NormalQuantile(std::nan(""))));
}

TEST(NormalDistributionTest, IsTheNormalDistribution) {
  EXPECT_EQ(NormalDistribution(0), 0.5);
  EXPECT_NEAR(NormalDistribution(1.959963984540054), 0.975, 1e-15);
  EXPECT_EQ(NormalDistribution(-100), 0);
  EXPECT_EQ(NormalDistribution(100), 1);
}

}  // namespace
}  // namespace counterweight
