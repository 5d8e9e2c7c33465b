#include "src/network/gradient_clipping.h"

#include <ATen/ops/ones.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace counterweight {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(ClipGradientsTest, OnlyLongGradientsAreShortened) {
  at::Tensor gradient = at::ones({2, 4}, at::kDouble);  // norms 2 and 20
  gradient[1].mul_(10);
  EXPECT_THAT(ClipGradients(gradient, 5), ElementsAre(DoubleNear(2, 1e-12), DoubleNear(20, 1e-12)));
  EXPECT_EQ(gradient[0][0].item<double>(), 1);
  EXPECT_NEAR(gradient[1].norm().item<double>(), 5, 1e-12);
}

TEST(ClipGradientsTest, ANormThatIsNotFiniteIsReported) {
  at::Tensor gradient = at::ones({3, 4}, at::kFloat);
  gradient[1][2] = std::numeric_limits<float>::quiet_NaN();
  gradient[2][0] = std::numeric_limits<float>::infinity();
  const std::vector<double> norms = ClipGradients(gradient, 5);
  EXPECT_TRUE(std::isfinite(norms[0]));
  EXPECT_FALSE(std::isfinite(norms[1]));
  EXPECT_FALSE(std::isfinite(norms[2]));
}

}  // namespace
}  // namespace counterweight
