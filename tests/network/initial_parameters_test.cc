#include "src/network/initial_parameters.h"

#include <gtest/gtest.h>

#include "src/tensor/operators.h"

namespace counterweight {
namespace {

TEST(InitialParametersTest, VariancesFollowTheWidthOfTheInput) {
  const NetworkShape shape = {{100, 200, 50, 40}};
  const at::Tensor flat =
      InitialParameters(shape, 3, at::kDouble, RandomStream(1, "initial parameters"));
  const ParameterViews views = ViewParameters(shape, flat);
  const auto variance = [](const at::Tensor& weight) { return weight.var().item<double>(); };
  EXPECT_NEAR(variance(views.layers[0].weight) * 100 / 1.96, 1, 0.05);
  EXPECT_NEAR(variance(views.layers[1].weight) * 200 / 1.96, 1, 0.05);
  EXPECT_NEAR(variance(views.layers[2].weight) * 50 / 1.0, 1, 0.07);
}

TEST(InitialParametersTest, BiasesAreZeroAndScalesOne) {
  const NetworkShape shape = {{4, 3, 2}};
  const at::Tensor flat = InitialParameters(shape, 2, at::kFloat, RandomStream(2, "start"));
  const ParameterViews views = ViewParameters(shape, flat);
  for (const LayerParameters& layer : views.layers) {
    EXPECT_EQ(layer.bias.abs().max().item<float>(), 0);
  }
  EXPECT_TRUE((views.scales == 1).all().item<bool>());
}

TEST(InitialParametersTest, MembersStartApartAndTheSameStreamGivesTheSame) {
  const NetworkShape shape = {{4, 3, 1}};
  const at::Tensor first = InitialParameters(shape, 2, at::kFloat, RandomStream(3, "start"));
  const at::Tensor again = InitialParameters(shape, 2, at::kFloat, RandomStream(3, "start"));
  EXPECT_TRUE(first.equal(again));
  EXPECT_FALSE(first[0].equal(first[1]));
}

}  // namespace
}  // namespace counterweight
