#include "src/learn/learning_rate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace counterweight {
namespace {

TEST(LearningRateTest, RisesOverTheFirstTwentiethAndFallsAsACosine) {
  constexpr int64_t kSteps = 400;
  EXPECT_DOUBLE_EQ(LearningRate(2, 0, kSteps), 2.0 / 20);
  EXPECT_DOUBLE_EQ(LearningRate(2, 9, kSteps), 2 * 0.5 * 0.5 * (1 + std::cos(M_PI * 9 / 400)));
  EXPECT_DOUBLE_EQ(LearningRate(2, 200, kSteps), 1);
  EXPECT_NEAR(LearningRate(2, 399, kSteps), 0, 1e-4);
}

TEST(LearningRateTest, AfterTheWarmUpItOnlyFalls) {
  for (int64_t step = 20; step < 400; ++step) {
    EXPECT_LT(LearningRate(1, step, 400), LearningRate(1, step - 1, 400));
    EXPECT_GT(LearningRate(1, step, 400), 0);
  }
}

TEST(LearningRateTest, AVeryShortRunStartsAtThePeak) {
  EXPECT_DOUBLE_EQ(LearningRate(1, 0, 10), 1);
}

}  // namespace
}  // namespace counterweight
