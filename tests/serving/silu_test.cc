#include "src/serving/silu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "src/serving/lanes.h"

namespace counterweight {
namespace {

double Reference(double z) { return z / (1 + std::exp(-z)); }

TEST(SiluTest, AgreesWithTheFormulaInDouble) {
  std::vector<float> values;
  for (float z = -86; z <= 86; z += 0.0137f) values.push_back(z);
  values.resize(values.size() / kLaneCount * kLaneCount);
  std::vector<float> results = values;
  Silu(results.data(), static_cast<int64_t>(results.size()));
  for (size_t i = 0; i < values.size(); ++i) {
    const double expected = Reference(values[i]);
    EXPECT_NEAR(results[i], expected, 1e-6 * std::abs(expected)) << values[i];
  }
}

TEST(SiluTest, SettlesFarFromZero) {
  float values[] = {-3e38f, -200.0f, -88.0f, 0.0f, 88.0f, 200.0f, 3e38f, 1.0f};
  Silu(values, 8);
  EXPECT_NEAR(values[0], 0, 1e-33);
  EXPECT_NEAR(values[1], 0, 1e-33);
  EXPECT_NEAR(values[2], 0, 1e-33);
  EXPECT_EQ(values[3], 0);
  EXPECT_FLOAT_EQ(values[4], 88);
  EXPECT_FLOAT_EQ(values[5], 200);
  EXPECT_FLOAT_EQ(values[6], 3e38f);
  EXPECT_FLOAT_EQ(values[7], 0.7310586f);
}

TEST(SiluTest, TouchesNothingBehindTheCount) {
  float values[16];
  std::fill_n(values, 16, 1.0f);
  Silu(values, 8);
  EXPECT_EQ(values[7], values[0]);
  EXPECT_EQ(values[8], 1);
}

}  // namespace
}  // namespace counterweight
