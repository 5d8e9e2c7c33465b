#include "src/serving/dense_layer.h"

#include <gtest/gtest.h>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

std::vector<float> RandomFloats(int64_t count, RandomStream& stream) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(stream.Normal());
  return values;
}

class DenseLayerTest : public ::testing::TestWithParam<const Kernels*> {
 protected:
  const Kernels& kernels = *GetParam();
};

INSTANTIATE_TEST_SUITE_P(Levels, DenseLayerTest, ::testing::ValuesIn(UsableKernels()));

TEST(DenseLayerWidthTest, WidthsArePaddedToWholeRegisters) {
  EXPECT_EQ(PaddedWidth(1), 16);
  EXPECT_EQ(PaddedWidth(16), 16);
  EXPECT_EQ(PaddedWidth(17), 32);
  EXPECT_EQ(DenseLayer(std::vector<float>(6), std::vector<float>(3)).padded_outputs(), 16);
}

TEST_P(DenseLayerTest, AgreesWithSumsInDoubleForAnyShape) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    RandomStream stream(seed, "dense");
    const int64_t inputs = 1 + static_cast<int64_t>(stream.Below(70));
    const int64_t outputs = 1 + static_cast<int64_t>(stream.Below(150));
    const int64_t rows = 1 + static_cast<int64_t>(stream.Below(11));
    const std::vector<float> weights = RandomFloats(inputs * outputs, stream);
    const std::vector<float> bias = RandomFloats(outputs, stream);
    const DenseLayer layer(weights, bias);
    const int64_t in_stride = PaddedWidth(inputs) + 8;
    const int64_t out_stride = layer.padded_outputs() + 16;
    const std::vector<float> in = RandomFloats(rows * in_stride, stream);
    std::vector<float> out(rows * out_stride, -7.0f);
    layer.Apply(kernels, rows, {in.data(), in_stride}, {out.data(), out_stride});
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t o = 0; o < out_stride; ++o) {
        double expected = o < outputs ? bias[o] : o < layer.padded_outputs() ? 0.0 : -7.0;
        for (int64_t i = 0; o < outputs && i < inputs; ++i) {
          expected += static_cast<double>(in[r * in_stride + i]) * weights[i * outputs + o];
        }
        EXPECT_NEAR(out[r * out_stride + o], expected, 1e-4) << inputs << "x" << outputs;
      }
    }
  }
}

TEST_P(DenseLayerTest, AddToKeepsWhatIsThere) {
  RandomStream stream(3, "add");
  const std::vector<float> weights = RandomFloats(9 * 3, stream);
  const DenseLayer layer(weights, RandomFloats(3, stream));
  const std::vector<float> in = RandomFloats(5 * 9, stream);
  std::vector<float> out(5 * 16, 2.0f);
  layer.AddTo(kernels, 5, {in.data(), 9}, {out.data(), 16});
  for (int64_t r = 0; r < 5; ++r) {
    for (int64_t o = 0; o < 16; ++o) {
      double expected = 2;
      for (int64_t i = 0; o < 3 && i < 9; ++i) {
        expected += static_cast<double>(in[r * 9 + i]) * weights[i * 3 + o];
      }
      EXPECT_NEAR(out[r * 16 + o], expected, 1e-5);
    }
  }
}

TEST_P(DenseLayerTest, ARowDoesNotDependOnItsCompany) {
  RandomStream stream(1, "company");
  const DenseLayer layer(RandomFloats(37 * 77, stream), RandomFloats(77, stream));
  const std::vector<float> in = RandomFloats(7 * 40, stream);
  const int64_t width = layer.padded_outputs();
  std::vector<float> together(7 * width), alone(width);
  layer.Apply(kernels, 7, {in.data(), 40}, {together.data(), width});
  for (int64_t r = 0; r < 7; ++r) {
    layer.Apply(kernels, 1, {in.data() + r * 40, 40}, {alone.data(), width});
    const std::vector<float> row(together.begin() + r * width, together.begin() + (r + 1) * width);
    EXPECT_EQ(row, alone) << "row " << r;
  }
}

}  // namespace
}  // namespace counterweight
