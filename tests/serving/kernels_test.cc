#include "src/serving/kernels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

using ::testing::Each;

std::vector<float> RandomFloats(int64_t count, RandomStream& stream) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(stream.Normal());
  return values;
}

double Reference(double z) { return z / (1 + std::exp(-z)); }

// Runs on every level that this processor has.
class KernelsTest : public ::testing::TestWithParam<const Kernels*> {
 protected:
  const Kernels& kernels_ = *GetParam();
};

TEST_P(KernelsTest, SiluAgreesWithTheFormulaInDouble) {
  std::vector<float> values;
  for (float z = -86; z <= 86; z += 0.0137f) values.push_back(z);
  values.resize(values.size() / kLaneMultiple * kLaneMultiple);
  std::vector<float> results = values;
  kernels_.silu(results.data(), static_cast<int64_t>(results.size()));
  for (size_t i = 0; i < values.size(); ++i) {
    const double expected = Reference(values[i]);
    EXPECT_NEAR(results[i], expected, 1e-6 * std::abs(expected)) << values[i];
  }
}

TEST_P(KernelsTest, SiluSettlesFarFromZero) {
  float values[kLaneMultiple] = {-3e38f, -200.0f, -88.0f, 0.0f, 88.0f, 200.0f, 3e38f, 1.0f};
  kernels_.silu(values, kLaneMultiple);
  EXPECT_NEAR(values[0], 0, 1e-33);
  EXPECT_NEAR(values[1], 0, 1e-33);
  EXPECT_NEAR(values[2], 0, 1e-33);
  EXPECT_EQ(values[3], 0);
  EXPECT_FLOAT_EQ(values[4], 88);
  EXPECT_FLOAT_EQ(values[5], 200);
  EXPECT_FLOAT_EQ(values[6], 3e38f);
  EXPECT_FLOAT_EQ(values[7], 0.7310586f);
}

TEST_P(KernelsTest, SiluTouchesNothingBehindTheCount) {
  std::vector<float> values(2 * kLaneMultiple, 1.0f);
  kernels_.silu(values.data(), kLaneMultiple);
  EXPECT_EQ(values[kLaneMultiple - 1], values[0]);
  EXPECT_NE(values[0], 1);
  EXPECT_EQ(values[kLaneMultiple], 1);
}

TEST_P(KernelsTest, SiluKeepsANaN) {
  std::vector<float> values(kLaneMultiple, std::numeric_limits<float>::quiet_NaN());
  kernels_.silu(values.data(), kLaneMultiple);
  EXPECT_THAT(values, Each(::testing::IsNan()));
}

TEST_P(KernelsTest, AnEdgeIsCountedFromItsOwnValueOn) {
  constexpr int64_t kColumns = 2 * kLaneMultiple;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  std::vector<float> edges(3 * kColumns, kInfinity);
  for (int64_t c = 0; c < kColumns; ++c) {
    edges[c] = -1;
    edges[kColumns + c] = 0.5f;
  }
  edges[2 * kColumns + 3] = 2;
  for (const auto& [value, expected] :
       std::vector<std::pair<float, int>>{{-1.5f, 0}, {-1, 1}, {0.4f, 1}, {0.5f, 2}, {9, 2}}) {
    const std::vector<float> values(kColumns, value);
    std::vector<int32_t> counts(kColumns, -1);
    kernels_.count_edges(values.data(), edges.data(), 3, kColumns, counts.data());
    for (int64_t c = 0; c < kColumns; ++c) {
      EXPECT_EQ(counts[c], expected + (c == 3 && value >= 2 ? 1 : 0)) << value << ", column " << c;
    }
  }
}

TEST_P(KernelsTest, AnInputBlockSumsLinesAndSegments) {
  RandomStream stream(1, "input block");
  const std::vector<float> bias = RandomFloats(kInputBlock, stream);
  const std::vector<float> lines = RandomFloats(3 * kInputBlock, stream);
  const std::vector<float> segments = RandomFloats(4 * 2 * kInputBlock, stream);
  const int32_t line_numbers[] = {2, 0}, segment_numbers[] = {3, 1};
  const float line_values[] = {0.5f, -2}, offsets[] = {1.5f, 0.25f};
  std::vector<float> out(kInputBlock);
  kernels_.input_block({line_numbers, line_values, 2, segment_numbers, offsets, 2},
                       {bias.data(), lines.data(), segments.data()}, out.data());
  for (int64_t o = 0; o < kInputBlock; ++o) {
    double expected = bias[o];
    for (int t = 0; t < 2; ++t) {
      expected += static_cast<double>(line_values[t]) * lines[line_numbers[t] * kInputBlock + o];
      const float* anchor = segments.data() + segment_numbers[t] * 2 * kInputBlock + o;
      expected += anchor[0] + static_cast<double>(offsets[t]) * anchor[kInputBlock];
    }
    EXPECT_NEAR(out[o], expected, 1e-5) << o;
  }
}

TEST_P(KernelsTest, ProductsAreAddedToTheirLane) {
  RandomStream stream(1, "products");
  constexpr int64_t kCount = 5 * kLaneMultiple, kRows = 3, kStride = kCount + 7;
  const std::vector<float> in = RandomFloats(kRows * kStride, stream);
  const std::vector<float> weights = RandomFloats(kCount, stream);
  std::vector<float> sums(kRows * kLaneMultiple, 1.0f);
  kernels_.add_products(kRows, {in.data(), kStride}, weights.data(), kCount, sums.data());
  for (int64_t r = 0; r < kRows; ++r) {
    for (int64_t lane = 0; lane < kLaneMultiple; ++lane) {
      double expected = 1;
      for (int64_t i = lane; i < kCount; i += kLaneMultiple) {
        expected += static_cast<double>(in[r * kStride + i]) * weights[i];
      }
      EXPECT_NEAR(sums[r * kLaneMultiple + lane], expected, 1e-5);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Levels, KernelsTest, ::testing::ValuesIn(UsableKernels()));

TEST(KernelLevelsTest, TheBestIsTheFirstUsable) {
  EXPECT_EQ(&BestKernels(), UsableKernels().front());
  EXPECT_EQ(UsableKernels().back(), &kAvx2Kernels);
}

// What lets a model answer alike on every machine.
TEST(KernelLevelsTest, AllLevelsAgreeToTheBit) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    RandomStream stream(seed, "levels");
    const int64_t inputs = 1 + static_cast<int64_t>(stream.Below(90));
    const int64_t outputs = PaddedWidth(1 + static_cast<int64_t>(stream.Below(150)));
    constexpr int64_t kRows = 6;
    const std::vector<float> in = RandomFloats(kRows * inputs, stream);
    const std::vector<float> weights = RandomFloats(inputs * outputs, stream);
    const std::vector<float> bias = RandomFloats(outputs, stream);
    const std::vector<float> block = RandomFloats(7 * kInputBlock, stream);
    const int32_t number = 1;
    const float value = static_cast<float>(stream.Normal());
    std::vector<std::vector<float>> results;
    for (const Kernels* kernels : UsableKernels()) {
      std::vector<float> out(kRows * outputs), first(kInputBlock), sums(kRows * kLaneMultiple);
      kernels->dense(kRows, {in.data(), inputs}, inputs, weights.data(), bias.data(), outputs,
                     {out.data(), outputs});
      kernels->silu(out.data(), kRows * outputs);
      kernels->add_products(kRows, {out.data(), outputs}, weights.data(), kLaneMultiple,
                            sums.data());
      kernels->input_block(
          {&number, &value, 1, &number, &value, 1},
          {block.data(), block.data() + kInputBlock, block.data() + 3 * kInputBlock}, first.data());
      out.insert(out.end(), first.begin(), first.end());
      out.insert(out.end(), sums.begin(), sums.end());
      results.push_back(out);
    }
    for (const std::vector<float>& result : results) EXPECT_EQ(result, results.front());
  }
}

}  // namespace
}  // namespace counterweight
