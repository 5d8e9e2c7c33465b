#include "src/learn/class_standing.h"

#include <gtest/gtest.h>

#include <cmath>

namespace counterweight {
namespace {

TEST(ClassStandingTest, IsCentredAndScaledWithinTheClass) {
  const std::vector<uint32_t> labels = {9, 0, 1, 0, 1, 0, 2};
  const std::vector<int64_t> rows = {1, 2, 3, 4, 5, 6};
  const std::vector<double> standing =
      ClassStanding(std::vector<float>{1, 100, 2, 104, 3, 7}, rows, labels, 3);
  EXPECT_NEAR(standing[0], -std::sqrt(1.5), 1e-12);
  EXPECT_NEAR(standing[1], -1, 1e-12);
  EXPECT_NEAR(standing[2], 0, 1e-12);
  EXPECT_NEAR(standing[3], 1, 1e-12);
  EXPECT_NEAR(standing[4], std::sqrt(1.5), 1e-12);
  EXPECT_TRUE(std::isnan(standing[5]));  // alone in its class
}

TEST(ClassStandingTest, EqualProductsStandEqual) {
  const std::vector<double> standing =
      ClassStanding(std::vector<float>{5, 5}, {0, 1}, std::vector<uint32_t>{0, 0}, 1);
  EXPECT_EQ(standing, (std::vector<double>{0, 0}));
}

}  // namespace
}  // namespace counterweight
