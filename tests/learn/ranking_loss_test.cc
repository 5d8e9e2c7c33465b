#include "src/learn/ranking_loss.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "src/learn/class_score_chain.h"
#include "src/learn/smooth_average_precision.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

at::Tensor Mask(const std::vector<uint32_t>& labels, uint32_t label) {
  std::vector<int64_t> mask;
  for (const uint32_t own : labels) mask.push_back(own == label);
  return TensorFromValues<int64_t>(mask, {static_cast<int64_t>(mask.size())}).to(at::kBool);
}

double Temperature(const at::Tensor& scores, double factor) {
  return factor * std::max(0.05, scores.std(false).item<double>());
}

TEST(RankingLossTest, TwoClassesRankThePositiveClass) {
  RandomStream stream(51, "outputs");
  const at::Tensor outputs = RandomTensor({12, 1}, stream);
  const std::vector<uint32_t> labels = {0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
  const auto loss = ComputeRankingLoss(outputs, labels, {{1, 0}}, 0.5);
  ASSERT_TRUE(loss.has_value());
  const at::Tensor scores = outputs.squeeze(1);
  const SmoothAveragePrecisionResult smooth =
      SmoothAveragePrecision(scores, Mask(labels, 1), Temperature(scores, 0.5));
  EXPECT_NEAR(loss->value, 1 - smooth.value, 1e-12);
  EXPECT_LT(LargestDifference(loss->gradient.squeeze(1), smooth.gradient.neg()), 1e-12);
}

// The temperatures are held fixed in the gradient, so the differences hold them fixed too.
TEST(RankingLossTest, GradientOfSeveralClassesAgreesWithCentralDifferences) {
  RandomStream stream(52, "outputs");
  const at::Tensor outputs = 2 * RandomTensor({18, 4}, stream);
  std::vector<uint32_t> labels;
  for (uint32_t row = 0; row < 18; ++row) labels.push_back(row % 4);
  const std::vector<RankedClass> classes = {{0, 0}, {1, 1}, {3, 3}};
  const auto loss = ComputeRankingLoss(outputs, labels, classes, 0.7);
  ASSERT_TRUE(loss.has_value());
  std::vector<double> temperatures;
  for (const RankedClass& ranked : classes) {
    temperatures.push_back(Temperature(ClassScore(outputs, ranked.column), 0.7));
  }
  const auto value_of = [&](const at::Tensor& moved) {
    double value = 0;
    for (size_t i = 0; i < classes.size(); ++i) {
      const at::Tensor scores = ClassScore(moved, classes[i].column);
      value +=
          1 - SmoothAveragePrecision(scores, Mask(labels, classes[i].label), temperatures[i]).value;
    }
    return value / 3;
  };
  EXPECT_NEAR(loss->value, value_of(outputs), 1e-12);
  for (int64_t row = 0; row < 18; ++row) {
    for (int64_t column = 0; column < 4; ++column) {
      at::Tensor above = outputs.clone(), below = outputs.clone();
      above[row][column] += 1e-6;
      below[row][column] -= 1e-6;
      EXPECT_NEAR((value_of(above) - value_of(below)) / 2e-6,
                  loss->gradient[row][column].item<double>(), 1e-8);
    }
  }
}

TEST(RankingLossTest, ClassesWithoutPositivesOrNegativesCountNowhere) {
  RandomStream stream(53, "outputs");
  const at::Tensor outputs = RandomTensor({6, 3}, stream);
  const std::vector<uint32_t> labels = {0, 2, 0, 0, 2, 0};  // no row of class 1
  const auto both = ComputeRankingLoss(outputs, labels, {{1, 1}, {2, 2}}, 0.5);
  const auto one = ComputeRankingLoss(outputs, labels, {{2, 2}}, 0.5);
  ASSERT_TRUE(both.has_value() && one.has_value());
  EXPECT_EQ(both->value, one->value);
  EXPECT_TRUE(both->gradient.equal(one->gradient));
  EXPECT_FALSE(ComputeRankingLoss(outputs, labels, {{1, 1}}, 0.5).has_value());
  EXPECT_FALSE(ComputeRankingLoss(outputs, std::vector<uint32_t>(6, 2), {{2, 2}}, 0.5).has_value());
  EXPECT_FALSE(ComputeRankingLoss(at::zeros({0, 3}), {}, {{2, 2}}, 0.5).has_value());
}

TEST(RankingLossTest, TheRightOrderHasALowLossAndTheWrongOneAHigh) {
  const std::vector<uint32_t> labels = {1, 1, 0, 0, 0, 0};
  const at::Tensor right = TensorFromValues<float>(std::vector<float>{9, 8, 1, 1, 0, 0}, {6, 1});
  EXPECT_LT(ComputeRankingLoss(right, labels, {{1, 0}}, 0.05)->value, 0.05);
  EXPECT_GT(ComputeRankingLoss(right.neg(), labels, {{1, 0}}, 0.05)->value, 0.6);
}

}  // namespace
}  // namespace counterweight
