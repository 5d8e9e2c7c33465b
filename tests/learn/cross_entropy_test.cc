#include "src/learn/cross_entropy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

std::vector<uint32_t> Values(const at::Tensor& targets) {
  const int64_t* first = targets.data_ptr<int64_t>();
  return std::vector<uint32_t>(first, first + targets.numel());
}

class CrossEntropyTest : public ::testing::TestWithParam<int64_t> {
 protected:
  CrossEntropyTest() : network_({{4, GetParam()}}, 2, 9, 31) {
    RandomStream stream(32, "outputs");
    outputs_ = 3 * RandomTensor({2, 9, GetParam()}, stream);
    tangent_ = RandomTensor({2, 9, GetParam()}, stream);
  }

  RandomNetwork network_;
  at::Tensor outputs_, tangent_;
};

TEST_P(CrossEntropyTest, LossAndGradientEqualAutograd) {
  const at::Tensor input = outputs_.clone().requires_grad_();
  const at::Tensor losses = AutogradCrossEntropy(input, network_.targets);
  const at::Tensor expected = AutogradGradient(losses.sum(), input, false);
  const std::vector<uint32_t> targets = Values(network_.targets);
  EXPECT_LT(LargestDifference(CrossEntropyGradient(outputs_, targets), expected), 1e-12);
  std::vector<double> gradient(GetParam());
  for (int64_t row = 0; row < 18; ++row) {
    const double loss = CrossEntropy(outputs_.data_ptr<double>() + row * GetParam(), GetParam(),
                                     targets[row], gradient.data());
    EXPECT_NEAR(loss, losses.flatten()[row].item<double>(), 1e-12);
  }
}

TEST_P(CrossEntropyTest, CurvatureProductEqualsDoubleBackward) {
  const at::Tensor input = outputs_.clone().requires_grad_();
  const at::Tensor gradient =
      AutogradGradient(AutogradCrossEntropy(input, network_.targets).sum(), input, true);
  const at::Tensor expected = AutogradGradient((gradient * tangent_).sum(), input, false);
  EXPECT_LT(LargestDifference(CrossEntropyCurvatureProduct(outputs_, tangent_), expected), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Outputs, CrossEntropyTest, ::testing::Values(1, 3, 5));

TEST(CrossEntropyStabilityTest, LargeOutputsGiveFiniteLosses) {
  float gradient[2];
  for (const float score : {-1e4f, -100.f, 0.f, 100.f, 1e4f}) {
    for (const uint32_t target : {0u, 1u}) {
      const float one = CrossEntropy(&score, 1, target, gradient);
      const float towards = target == 1 ? score : -score;
      EXPECT_NEAR(one, std::max(-towards, 0.f) + std::log1p(std::exp(-std::abs(score))), 1e-5);
      EXPECT_TRUE(std::isfinite(gradient[0]));
      // Two outputs whose difference is the score are the same problem.
      const float outputs[2] = {0, score};
      EXPECT_NEAR(CrossEntropy(outputs, 2, target, gradient), one, 1e-5);
      EXPECT_TRUE(std::isfinite(gradient[0]) && std::isfinite(gradient[1]));
    }
  }
}

}  // namespace
}  // namespace counterweight
