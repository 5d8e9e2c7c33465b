#include "src/learn/smooth_average_precision.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "src/base/random_stream.h"
#include "src/evaluation/ranking.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

// At least one of each kind.
at::Tensor RandomPositives(int64_t rows, double share, RandomStream& stream) {
  std::vector<int64_t> positive(rows);
  for (int64_t& value : positive) value = stream.Uniform() < share ? 1 : 0;
  positive[0] = 1;
  positive[1] = 0;
  return TensorFromValues<int64_t>(positive, {rows}).to(at::kBool);
}

TEST(SmoothAveragePrecisionTest, OnePositiveAndOneNegativeByHand) {
  const at::Tensor scores = TensorFromValues<double>(std::vector<double>{0.3, 1.1}, {2});
  const at::Tensor positive =
      TensorFromValues<int64_t>(std::vector<int64_t>{1, 0}, {2}).to(at::kBool);
  const double s = 1 / (1 + std::exp(-(1.1 - 0.3) / 0.5));
  const SmoothAveragePrecisionResult result = SmoothAveragePrecision(scores, positive, 0.5);
  EXPECT_NEAR(result.value, 1 / (1 + s), 1e-12);
  const double slope = -s * (1 - s) / 0.5 / ((1 + s) * (1 + s));
  EXPECT_NEAR(result.gradient[1].item<double>(), slope, 1e-12);
  EXPECT_NEAR(result.gradient[0].item<double>(), -slope, 1e-12);
}

TEST(SmoothAveragePrecisionTest, GradientAgreesWithCentralDifferences) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    RandomStream stream(seed, "smooth average precision");
    const at::Tensor scores = RandomTensor({30}, stream);
    const at::Tensor positive = RandomPositives(30, 0.3, stream);
    const at::Tensor gradient = SmoothAveragePrecision(scores, positive, 0.5).gradient;
    const double step = 1e-6;
    for (int64_t row = 0; row < 30; ++row) {
      const auto value_at = [&](double offset) {
        at::Tensor moved = scores.clone();
        moved[row] += offset;
        return SmoothAveragePrecision(moved, positive, 0.5).value;
      };
      EXPECT_NEAR((value_at(step) - value_at(-step)) / (2 * step), gradient[row].item<double>(),
                  1e-8);
    }
  }
}

TEST(SmoothAveragePrecisionTest, BecomesAveragePrecisionAsTheTemperatureFalls) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    RandomStream stream(seed, "temperature");
    const at::Tensor scores = RandomTensor({40}, stream);
    const at::Tensor positive = RandomPositives(40, 0.25, stream);
    std::vector<uint8_t> labels;
    for (int64_t row = 0; row < 40; ++row) labels.push_back(positive[row].item<bool>());
    ASSERT_OK_AND_ASSIGN(const double exact,
                         AveragePrecision(ValuesFromTensor<float>(scores.to(at::kFloat)), labels));
    EXPECT_NEAR(SmoothAveragePrecision(scores, positive, 1e-6).value, exact, 1e-9);
  }
}

TEST(SmoothAveragePrecisionTest, EqualScoresAreFinite) {
  const at::Tensor scores = TensorFromValues<float>(std::vector<float>(6, 2.f), {6});
  RandomStream stream(1, "positives");
  const SmoothAveragePrecisionResult result =
      SmoothAveragePrecision(scores, RandomPositives(6, 0.5, stream), 0.025);
  EXPECT_GT(result.value, 0);
  EXPECT_LT(result.value, 1);
  EXPECT_TRUE(result.gradient.isfinite().all().item<bool>());
}

}  // namespace
}  // namespace counterweight
