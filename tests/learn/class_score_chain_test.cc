#include "src/learn/class_score_chain.h"

#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <vector>

#include "src/evaluation/class_scores.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

TEST(ClassScoreTest, IsTheScoreThatServingComputes) {
  RandomStream stream(41, "outputs");
  for (const int64_t classes : {1, 2, 3, 7}) {
    const at::Tensor outputs = 4 * RandomTensor({20, classes}, stream);
    for (int64_t row = 0; row < 20; ++row) {
      std::vector<float> served = ValuesFromTensor<float>(outputs[row].to(at::kFloat));
      OutputsToScores(absl::MakeSpan(served));
      for (int64_t column = 0; column < classes; ++column) {
        EXPECT_NEAR(ClassScore(outputs, column)[row].item<double>(), served[column], 1e-4);
      }
    }
  }
}

TEST(ClassScoreTest, GradientEqualsAutograd) {
  RandomStream stream(42, "outputs");
  for (const int64_t classes : {1, 2, 3, 7}) {
    const at::Tensor outputs = 4 * RandomTensor({20, classes}, stream);
    for (int64_t column = 0; column < classes; ++column) {
      const at::Tensor score_gradient = RandomTensor({20}, stream);
      const at::Tensor gradient = at::zeros_like(outputs);
      AddClassScoreGradient(outputs, column, score_gradient, gradient);
      const at::Tensor input = outputs.clone().requires_grad_();
      const at::Tensor expected =
          AutogradGradient((ClassScore(input, column) * score_gradient).sum(), input, false);
      EXPECT_LT(LargestDifference(gradient, expected), 1e-12);
    }
  }
}

TEST(ClassScoreTest, TheOtherClassesShareOutWhatTheClassGains) {
  RandomStream stream(43, "outputs");
  const at::Tensor outputs = RandomTensor({5, 4}, stream);
  const at::Tensor gradient = at::zeros_like(outputs);
  AddClassScoreGradient(outputs, 2, RandomTensor({5}, stream), gradient);
  EXPECT_LT(gradient.sum(1).abs().max().item<double>(), 1e-12);
}

TEST(ClassScoreTest, ACertainClassHasAFiniteGradient) {
  at::Tensor outputs =
      at::zeros_like(at::Tensor(TensorFromValues<float>(std::vector<float>(3, 0.f), {1, 3})));
  outputs[0][1] = 1000;
  const at::Tensor gradient = at::zeros_like(outputs);
  AddClassScoreGradient(outputs, 1, TensorFromValues<float>(std::vector<float>{1.f}, {1}),
                        gradient);
  EXPECT_FLOAT_EQ(gradient[0][0].item<float>(), -0.5);
  EXPECT_FLOAT_EQ(gradient[0][1].item<float>(), 1);
}

}  // namespace
}  // namespace counterweight
