#include "src/network/member_loop.h"

#include <ATen/ops/zeros_like.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "src/network/parameter_gradient.h"
#include "src/tensor/thread_budget.h"
#include "tests/network/autograd_network.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

at::Tensor GradientOn(int threads, const RandomNetwork& network) {
  EXPECT_THAT(SetThreadBudget(threads), IsOk());
  ForwardPass pass;
  LayerDeltas deltas;
  RunForward(network.shape, network.parameters, network.rows, std::nullopt, pass);
  RunBackward(network.shape, pass, CrossEntropyOutputGradient(pass.outputs, network.targets),
              deltas);
  at::Tensor gradient = at::zeros_like(network.parameters);
  AddParameterGradient(network.shape, pass, deltas, gradient);
  EXPECT_THAT(SetThreadBudget(1), IsOk());
  return gradient;
}

TEST(MemberLoopTest, EveryMemberIsCalledOnce) {
  std::vector<int> calls(7, 0);
  ForEachMember(7, [&](int64_t member) { ++calls[member]; });
  EXPECT_THAT(calls, ::testing::Each(1));
}

TEST(MemberLoopTest, AGradientIsTheSameBitForBitOnAnyNumberOfThreads) {
  const RandomNetwork network({{11, 70, 6, 1}}, 5, 130, 3);
  EXPECT_TRUE(GradientOn(1, network).equal(GradientOn(3, network)));
}

}  // namespace
}  // namespace counterweight
