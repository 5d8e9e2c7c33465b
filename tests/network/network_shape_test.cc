#include "src/network/network_shape.h"

#include <ATen/ops/arange.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

namespace counterweight {
namespace {

TEST(NetworkShapeTest, CountsWeightsBiasesAndInputScales) {
  EXPECT_EQ((NetworkShape{{3, 4, 2}}).parameter_count(), 3 * 4 + 4 + 4 * 2 + 2 + 3);
}

TEST(NetworkShapeTest, TheLayoutIsPerLayerWeightThenBiasAndLastTheScales) {
  const NetworkShape shape = {{3, 2, 1}};
  const int64_t count = shape.parameter_count();
  const at::Tensor flat = at::arange(2 * count, at::kFloat).view({2, count});
  const ParameterViews views = ViewParameters(shape, flat);
  ASSERT_EQ(views.layers.size(), 2u);
  // Member 0: row 1, column 0 of W_1 is the third value of its row-major weight.
  EXPECT_EQ(views.layers[0].weight[0][1][0].item<float>(), 2);
  EXPECT_EQ(views.layers[0].bias[0][0].item<float>(), 6);
  EXPECT_EQ(views.layers[1].weight[0][1][0].item<float>(), 9);
  EXPECT_EQ(views.layers[1].bias[0][0].item<float>(), 10);
  EXPECT_EQ(views.scales[0][0].item<float>(), 11);
  EXPECT_EQ(views.scales[1][2].item<float>(), 2 * count - 1);
}

TEST(NetworkShapeTest, WritingToAViewWritesToTheFlatTensor) {
  const NetworkShape shape = {{2, 1}};
  const at::Tensor flat = at::arange(5, at::kFloat).view({1, 5});
  ViewParameters(shape, flat).scales.fill_(9);
  EXPECT_EQ(flat[0][4].item<float>(), 9);
  EXPECT_EQ(flat[0][2].item<float>(), 2);
}

TEST(NetworkShapeTest, AFlatTensorOfAnotherSizeThrows) {
  EXPECT_THROW(ViewParameters(NetworkShape{{2, 1}}, at::arange(6, at::kFloat).view({1, 6})),
               c10::Error);
}

}  // namespace
}  // namespace counterweight
