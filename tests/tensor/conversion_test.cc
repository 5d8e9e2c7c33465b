#include "src/tensor/conversion.h"

#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace counterweight {
namespace {

using ::testing::ElementsAre;

TEST(ConversionTest, ValuesComeBackRowMajor) {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  const at::Tensor tensor = TensorFromValues<float>(values, {2, 3});
  EXPECT_EQ(tensor[1][0].item<float>(), 4);
  EXPECT_EQ(ValuesFromTensor<float>(tensor), values);
  EXPECT_THAT(ValuesFromTensor<float>(tensor.t()), ElementsAre(1, 4, 2, 5, 3, 6));
}

TEST(ConversionTest, TheTensorIsACopy) {
  std::vector<double> values = {1, 2};
  const at::Tensor tensor = TensorFromValues<double>(values, {2});
  values[0] = 9;
  EXPECT_THAT(ValuesFromTensor<double>(tensor), ElementsAre(1, 2));
}

TEST(ConversionTest, AShapeThatDoesNotFitThrows) {
  EXPECT_THROW(TensorFromValues<float>(std::vector<float>{1, 2}, {3}), c10::Error);
}

TEST(EnsureShapeTest, MemoryIsKeptWhileTheShapeStays) {
  at::Tensor buffer;
  EnsureShape(buffer, {4, 8}, at::kFloat);
  const void* memory = buffer.data_ptr();
  EnsureShape(buffer, {4, 8}, at::kFloat);
  EXPECT_EQ(buffer.data_ptr(), memory);
  EnsureShape(buffer, {4, 9}, at::kFloat);
  EXPECT_EQ(buffer.size(1), 9);
  EnsureShape(buffer, {4, 9}, at::kDouble);
  EXPECT_EQ(buffer.scalar_type(), at::kDouble);
}

}  // namespace
}  // namespace counterweight
