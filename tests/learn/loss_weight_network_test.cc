#include "src/learn/loss_weight_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

LossWeightNetwork MakeNetwork() { return LossWeightNetwork(RandomStream(3, "weight network")); }

// The network with one parameter moved, through the bytes of its state.
LossWeightNetwork Moved(const LossWeightNetwork& network, size_t index, double offset) {
  std::vector<double> parameters(network.parameters().begin(), network.parameters().end());
  parameters[index] += offset;
  const std::vector<double> moments(parameters.size(), 0.0);
  ByteWriter writer;
  writer.Put<int64_t>(0);
  for (const std::vector<double>* values : {&std::as_const(parameters), &moments, &moments}) {
    writer.PutVector(*values);
  }
  LossWeightNetwork moved = network;
  ByteReader reader(writer.bytes());
  EXPECT_THAT(moved.Restore(reader), IsOk());
  return moved;
}

TEST(LossWeightNetworkTest, WeighsBetweenZeroAndOne) {
  const LossWeightNetwork network = MakeNetwork();
  EXPECT_EQ(network.parameters().size(), 3u * 64 + 1);
  for (const double loss : {0.0, 0.1, 1.0, 50.0, 1e6}) {
    EXPECT_GE(network.Weight(loss), 0);
    EXPECT_LE(network.Weight(loss), 1);
  }
  EXPECT_NE(network.Weight(0.1), network.Weight(3));
}

TEST(LossWeightNetworkTest, GradientAgreesWithCentralDifferences) {
  const LossWeightNetwork network = MakeNetwork();
  const std::vector<float> losses = {0.05f, 0.4f, 1.3f, 2.9f};
  const std::vector<double> weight_gradients = {1.0, -0.5, 0.3, 2.0};
  const std::vector<double> gradient = network.Gradient(losses, weight_gradients);
  const auto value = [&](const LossWeightNetwork& at) {
    double sum = 0;
    for (size_t i = 0; i < losses.size(); ++i) sum += weight_gradients[i] * at.Weight(losses[i]);
    return sum;
  };
  constexpr double kOffset = 1e-6;
  for (size_t p = 0; p < gradient.size(); ++p) {
    const double difference =
        (value(Moved(network, p, kOffset)) - value(Moved(network, p, -kOffset))) / (2 * kOffset);
    EXPECT_NEAR(gradient[p], difference, 1e-8) << "parameter " << p;
  }
}

// Adam's step does not depend on the gradient's size: 1e-3 at first.
TEST(LossWeightNetworkTest, StepsAgainstTheGradient) {
  LossWeightNetwork network = MakeNetwork();
  const std::vector<double> before(network.parameters().begin(), network.parameters().end());
  std::vector<double> gradient(before.size(), 0.0);
  gradient[0] = 5;
  gradient[1] = -0.01;
  network.Step(gradient);
  EXPECT_NEAR(network.parameters()[0], before[0] - 1e-3, 1e-8);
  EXPECT_NEAR(network.parameters()[1], before[1] + 1e-3, 1e-8);
  EXPECT_EQ(network.parameters()[2], before[2]);
}

TEST(LossWeightNetworkTest, LearnsToTrustSmallLossesOnly) {
  LossWeightNetwork network = MakeNetwork();
  const std::vector<float> losses = {0.1f, 3.f};
  for (int step = 0; step < 500; ++step) {
    network.Step(network.Gradient(losses, std::vector<double>{-0.05, 0.05}));
  }
  EXPECT_GT(network.Weight(0.1), 0.8);
  EXPECT_LT(network.Weight(3), 0.2);
}

TEST(LossWeightNetworkTest, RestoredItGoesOnBitForBit) {
  LossWeightNetwork a = MakeNetwork();
  const std::vector<float> losses = {0.1f, 3.f};
  const std::vector<double> gradients = {-0.05, 0.02};
  a.Step(a.Gradient(losses, gradients));
  ByteWriter writer;
  a.Save(writer);
  LossWeightNetwork b(RandomStream(4, "another"));
  ByteReader reader(writer.bytes());
  ASSERT_THAT(b.Restore(reader), IsOk());
  a.Step(a.Gradient(losses, gradients));
  b.Step(b.Gradient(losses, gradients));
  EXPECT_EQ(a.parameters(), b.parameters());

  ByteWriter other;
  other.Put<int64_t>(1);
  other.PutVector(std::vector<double>(3, 0.0));
  ByteReader wrong(other.bytes());
  EXPECT_THAT(b.Restore(wrong), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("another size")));
}

}  // namespace
}  // namespace counterweight
