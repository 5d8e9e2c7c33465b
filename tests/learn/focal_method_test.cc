#include "src/learn/focal_method.h"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>
#include <vector>

#include "src/base/random_stream.h"
#include "src/learn/cross_entropy.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

class FocalLossTest : public ::testing::TestWithParam<std::tuple<int64_t, double>> {
 protected:
  int64_t count() const { return std::get<0>(GetParam()); }
  double gamma() const { return std::get<1>(GetParam()); }
  uint32_t targets() const { return count() == 1 ? 2 : static_cast<uint32_t>(count()); }
  std::vector<double> Outputs(uint64_t seed) const {
    RandomStream stream(seed, "outputs");
    std::vector<double> outputs;
    for (int64_t c = 0; c < count(); ++c) outputs.push_back(2 * stream.Normal());
    return outputs;
  }
};

double ProbabilityOf(const std::vector<double>& outputs, uint32_t target) {
  if (outputs.size() == 1) return 1 / (1 + std::exp(target == 1 ? -outputs[0] : outputs[0]));
  double sum = 0;
  for (const double output : outputs) sum += std::exp(output);
  return std::exp(outputs[target]) / sum;
}

TEST_P(FocalLossTest, IsCrossEntropyTimesAPowerOfTheMiss) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<double> outputs = Outputs(seed);
    std::vector<double> gradient(count());
    for (uint32_t target = 0; target < targets(); ++target) {
      const double p = ProbabilityOf(outputs, target);
      EXPECT_NEAR(FocalLoss(outputs.data(), count(), target, gamma(), gradient.data()),
                  -std::pow(1 - p, gamma()) * std::log(p), 1e-9);
    }
  }
}

TEST_P(FocalLossTest, GradientEqualsFiniteDifferences) {
  constexpr double kStep = 1e-5;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<double> outputs = Outputs(seed);
    std::vector<double> gradient(count()), ignored(count());
    for (uint32_t target = 0; target < targets(); ++target) {
      FocalLoss(outputs.data(), count(), target, gamma(), gradient.data());
      for (int64_t c = 0; c < count(); ++c) {
        std::vector<double> above = outputs, below = outputs;
        above[c] += kStep;
        below[c] -= kStep;
        const double rise = FocalLoss(above.data(), count(), target, gamma(), ignored.data()) -
                            FocalLoss(below.data(), count(), target, gamma(), ignored.data());
        EXPECT_NEAR(gradient[c], rise / (2 * kStep), 1e-8);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OutputsAndGammas, FocalLossTest,
                         ::testing::Combine(::testing::Values(1, 3, 5),
                                            ::testing::Values(0.0, 0.5, 1.0, 2.0, 5.0)));

TEST(FocalLossHandTest, AnUndecidedRowCountsAQuarterAtGammaTwo) {
  const double score = 0;
  double gradient = 0;
  EXPECT_NEAR(FocalLoss(&score, 1, 1, 2.0, &gradient), std::log(2) / 4, 1e-12);
  // -(1/4) (1 + 2 log 2) / 2: q^2 (1 + 2 p l / q) times p - 1.
  EXPECT_NEAR(gradient, -(1 + 2 * std::log(2)) / 8, 1e-12);
}

TEST(FocalLossHandTest, GammaZeroIsCrossEntropyToTheBit) {
  for (const float score : {-30.f, -1.f, 0.f, 0.7f, 30.f}) {
    float focal = 0, plain = 0;
    EXPECT_EQ(FocalLoss(&score, 1, 1, 0.0, &focal), CrossEntropy(&score, 1, 1, &plain));
    EXPECT_EQ(focal, plain);
  }
}

TEST(FocalLossHandTest, LargeOutputsGiveFiniteLosses) {
  for (const double gamma : {0.0, 0.3, 2.0, 10.0}) {
    for (const float score : {-1e4f, -100.f, 100.f, 1e4f}) {
      float gradient[2] = {};
      const float right = FocalLoss(&score, 1, score > 0, gamma, gradient);
      EXPECT_NEAR(right, 0, 1e-6);
      EXPECT_NEAR(gradient[0], 0, 1e-6);
      const float wrong = FocalLoss(&score, 1, score < 0, gamma, gradient);
      EXPECT_FLOAT_EQ(wrong, std::abs(score));
      EXPECT_FLOAT_EQ(std::abs(gradient[0]), 1);
      const float outputs[2] = {0, score};
      EXPECT_FLOAT_EQ(FocalLoss(outputs, 2, score < 0, gamma, gradient), std::abs(score));
      EXPECT_TRUE(std::isfinite(gradient[0]) && std::isfinite(gradient[1]));
    }
  }
}

absl::StatusOr<TrainedMembers> Train(const TrainingSet& set, absl::string_view method,
                                     double gamma) {
  TrainingOptions options = QuickOptions();
  options.focal_gamma = gamma;
  RecordingObserver observer;
  return TrainMembers(set, method, options, 5, "", observer);
}

TEST(FocalMethodTest, GammaZeroIsPlainTrainingBitForBit) {
  for (const TrainingSet& set : {Moons(120, 20, 3, 1), ThreeClouds({90, 20, 12}, 3, 1)}) {
    ASSERT_OK_AND_ASSIGN(const TrainedMembers plain, Train(set, "plain", 2.0));
    ASSERT_OK_AND_ASSIGN(const TrainedMembers unfocused, Train(set, "focal", 0.0));
    ASSERT_OK_AND_ASSIGN(const TrainedMembers focal, Train(set, "focal", 2.0));
    EXPECT_EQ(plain.parameters, unfocused.parameters);
    EXPECT_NE(plain.parameters, focal.parameters);
    EXPECT_GT(focal.best_validation_average_precision, 0.4);
  }
}

}  // namespace
}  // namespace counterweight
