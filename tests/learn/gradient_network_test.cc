#include "src/learn/gradient_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace counterweight {
namespace {

// Pairs of random points with random rises.
std::vector<PointPair> RandomPairs(int count, uint64_t seed) {
  RandomStream stream(seed, "pairs");
  std::vector<PointPair> pairs(count);
  for (PointPair& pair : pairs) {
    for (double& x : pair.from) x = 2 * stream.Uniform() - 1;
    for (double& x : pair.to) x = 2 * stream.Uniform() - 1;
    pair.rise = stream.Normal();
  }
  return pairs;
}

GradientNetwork RandomNetwork(uint64_t seed) {
  RandomStream stream(seed, "network");
  return GradientNetwork(stream);
}

TEST(GradientNetworkTest, LossGradientAgreesWithCentralDifferences) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const std::vector<PointPair> pairs = RandomPairs(7, seed);
    GradientNetwork network = RandomNetwork(seed);
    const std::vector<double> gradient = network.LossGradient(pairs);
    ASSERT_EQ(gradient.size(), GradientNetwork::kParameters);
    for (size_t i = 0; i < gradient.size(); ++i) {
      constexpr double kStep = 1e-5;
      double& parameter = network.parameters()[i];
      const double value = std::exchange(parameter, parameter + kStep);
      const double above = network.Loss(pairs);
      parameter = value - kStep;
      const double below = network.Loss(pairs);
      parameter = value;
      EXPECT_NEAR(gradient[i], (above - below) / (2 * kStep), 1e-8)
          << "seed " << seed << ", parameter " << i;
    }
  }
}

TEST(GradientNetworkTest, AgreesWithTorch) {
  // torch 1.13 in double precision: Linear(4, 16), Tanh, Linear(16, 4), parameter i = 0.3 sin(i);
  // all ordered pairs of six points; 150 steps of torch.optim.Adam(lr=1e-2).
  GradientNetwork network = RandomNetwork(0);
  for (size_t i = 0; i < GradientNetwork::kParameters; ++i) {
    network.parameters()[i] = 0.3 * std::sin(static_cast<double>(i));
  }
  const auto point = [](int a) {
    SettingPoint result;
    for (int d = 0; d < 4; ++d) result[d] = 0.5 * std::cos(1 + 4 * a + d);
    return result;
  };
  std::vector<PointPair> pairs;
  for (int a = 0; a < 6; ++a) {
    for (int b = 0; b < 6; ++b) {
      if (a != b) pairs.push_back({point(a), point(b), std::sin(2.0 * b) - std::sin(2.0 * a)});
    }
  }
  EXPECT_NEAR(network.Loss(pairs), 0.986655619029643, 1e-13);
  network.Fit(pairs);
  EXPECT_NEAR(network.Loss(pairs), 0.131721551896376, 1e-9);
  const SettingPoint output = network({0.1, -0.2, 0.3, 0.4});
  const SettingPoint expected = {-0.0039430915077704, 1.08967206046266, 0.946341212130409,
                                 -0.598856879991316};
  for (size_t d = 0; d < kSettingDimensions; ++d) EXPECT_NEAR(output[d], expected[d], 1e-8);
}

TEST(GradientNetworkTest, LearnsTheGradientOfALinearFunction) {
  const SettingPoint slope = {1, -0.5, 0.25, 0};
  std::vector<PointPair> pairs = RandomPairs(60, 3);
  for (PointPair& pair : pairs) {
    pair.rise = 0;
    for (size_t d = 0; d < 4; ++d) pair.rise += slope[d] * (pair.to[d] - pair.from[d]);
  }
  GradientNetwork network = RandomNetwork(3);
  network.Fit(pairs);
  const SettingPoint gradient = network({0.2, -0.1, 0.3, 0});
  for (size_t d = 0; d < 4; ++d) EXPECT_NEAR(gradient[d], slope[d], 0.1) << "coordinate " << d;
}

TEST(GradientNetworkTest, StartsWithinTheBoundsOfItsLayers) {
  GradientNetwork network = RandomNetwork(1);
  const std::vector<double>& parameters = network.parameters();
  ASSERT_EQ(parameters.size(), 16u * 5 + 4u * 17);
  const auto largest = [&](size_t begin, size_t end) {
    double size = 0;
    for (size_t i = begin; i < end; ++i) size = std::max(size, std::abs(parameters[i]));
    return size;
  };
  EXPECT_LE(largest(0, 80), 0.5);
  EXPECT_GT(largest(0, 80), 0.4);
  EXPECT_LE(largest(80, 148), 0.25);
  EXPECT_GT(largest(80, 148), 0.2);
}

}  // namespace
}  // namespace counterweight
