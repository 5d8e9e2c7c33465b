#include "src/network/adamw.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

const NetworkShape kShape = {{3, 4, 1}};

// The update as the paper writes it, in whole-tensor operations.
class PlainAdamW {
 public:
  explicit PlainAdamW(const at::Tensor& parameters)
      : parameters_(parameters.clone()), m_(parameters * 0), v_(parameters * 0) {}

  void Step(const at::Tensor& gradient, double rate, double decay) {
    ++time_;
    m_ = 0.9 * m_ + 0.1 * gradient;
    v_ = 0.99 * v_ + 0.01 * gradient * gradient;
    const at::Tensor corrected_m = m_ / (1 - std::pow(0.9, time_));
    const at::Tensor corrected_v = v_ / (1 - std::pow(0.99, time_));
    at::Tensor update = corrected_m / (corrected_v.sqrt() + 1e-8);
    ViewParameters(kShape, update).scales.mul_(6);
    at::Tensor shrunk = parameters_ * (1 - rate * decay);
    const ParameterViews kept = ViewParameters(kShape, parameters_);
    const ParameterViews views = ViewParameters(kShape, shrunk);
    for (int layer = 0; layer < 2; ++layer) views.layers[layer].bias.copy_(kept.layers[layer].bias);
    parameters_ = shrunk - rate * update;
  }
  const at::Tensor& parameters() const { return parameters_; }

 private:
  at::Tensor parameters_, m_, v_;
  int time_ = 0;
};

TEST(AdamWTest, FollowsThePaperWithDecayOnWeightsAndScalesAndFasterScales) {
  RandomStream stream(1, "adamw");
  const at::Tensor parameters = RandomTensor({2, kShape.parameter_count()}, stream);
  PlainAdamW plain(parameters);
  AdamWOptions options;
  options.decay = 0.5;
  AdamW optimizer(kShape, 2, at::kDouble, options);
  for (int step = 0; step < 20; ++step) {
    const at::Tensor gradient = RandomTensor(parameters.sizes(), stream);
    plain.Step(gradient, 0.01 * (step + 1), 0.5);
    optimizer.Step(gradient, 0.01 * (step + 1), parameters);
  }
  EXPECT_LT(LargestDifference(parameters, plain.parameters()), 1e-12);
}

// "d parameters / d gradient" with the moments held fixed is what a step without momentum moves.
TEST(AdamWTest, ThePreconditionerIsTheStepOfAGradientWithoutMomentum) {
  RandomStream stream(2, "adamw");
  const at::Tensor parameters = RandomTensor({2, kShape.parameter_count()}, stream);
  AdamW optimizer(kShape, 2, at::kDouble, AdamWOptions());
  for (int step = 0; step < 5; ++step) {
    optimizer.Step(RandomTensor(parameters.sizes(), stream), 0.01, parameters);
  }
  const at::Tensor root = (optimizer.state().second_moment / (1 - std::pow(0.99, 5))).sqrt() + 1e-8;
  at::Tensor expected = 1 / root;
  ViewParameters(kShape, expected).scales.mul_(6);
  EXPECT_LT(LargestDifference(optimizer.Preconditioner(1e9) * root, expected * root), 1e-12);
}

TEST(AdamWTest, ThePreconditionerIsBounded) {
  const AdamW untouched(kShape, 2, at::kFloat, AdamWOptions());
  EXPECT_EQ(untouched.Preconditioner(1e3).max().item<float>(), 1e3f);
}

TEST(AdamWTest, RestoringTheStateContinuesBitForBit) {
  RandomStream stream(3, "adamw");
  const at::Tensor parameters = RandomTensor({2, kShape.parameter_count()}, stream);
  const at::Tensor gradient = RandomTensor(parameters.sizes(), stream);
  AdamW optimizer(kShape, 2, at::kDouble, AdamWOptions());
  optimizer.Step(gradient, 0.01, parameters);
  AdamW other(kShape, 2, at::kDouble, AdamWOptions());
  other.Restore({optimizer.state().first_moment.clone(), optimizer.state().second_moment.clone(),
                 optimizer.state().steps});
  const at::Tensor copy = parameters.clone();
  optimizer.Step(gradient, 0.02, parameters);
  other.Step(gradient, 0.02, copy);
  EXPECT_TRUE(parameters.equal(copy));
}

}  // namespace
}  // namespace counterweight
