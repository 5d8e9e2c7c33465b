#include "src/learn/smooth_average_precision.h"

#include <ATen/ops/zeros_like.h>

#include <vector>

#include "src/network/hidden_activation.h"
#include "src/network/wide.h"
#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

// One positive after the other: the pairs of all of them would not fit a cache.
template <typename T>
class PositivePass {
 public:
  PositivePass(const T* scores, const bool* positive, int64_t count, double temperature)
      : scores_(scores), temperature_(static_cast<T>(temperature)), pairs_(count) {
    for (int64_t row = 0; row < count; ++row) {
      is_positive_.push_back(positive[row] ? T{1} : T{0});
      if (positive[row]) positives_.push_back(row);
    }
  }

  // Adds d value / d scores to `gradient`; the value.
  double Run(T* gradient) {
    double sum = 0;
    for (const int64_t row : positives_) sum += AddPositive(row, gradient);
    return sum / static_cast<double>(positives_.size());
  }

 private:
  // A_i / R_i, and its share of the gradient.
  double AddPositive(int64_t row, T* gradient) {
    const auto count = static_cast<int64_t>(pairs_.size());
    T* const pairs = pairs_.data();
    const T own = scores_[row], inverse = 1 / temperature_;
    for (int64_t a = 0; a < count; ++a) pairs[a] = (scores_[a] - own) * inverse;
    LogisticSigmoid(pairs, count, pairs);
    pairs[row] = 1;  // the 1 in A_i; its slope S (1 - S) is 0, as it should be
    const double above = DotProduct(pairs, is_positive_.data(), count);
    const double rank = SumOf(pairs, count);

    // c_ia = D_ia ([a positive] / R_i - A_i / R_i^2) / P with D_ia = S_ia (1 - S_ia) / tau.
    const auto precision = static_cast<T>(above / rank);
    const auto scale =
        static_cast<T>(1 / (rank * temperature_ * static_cast<double>(positives_.size())));
    const T* const is_positive = is_positive_.data();
    for (int64_t a = 0; a < count; ++a) {
      pairs[a] = pairs[a] * (1 - pairs[a]) * (is_positive[a] - precision) * scale;
    }
    for (int64_t a = 0; a < count; ++a) gradient[a] += pairs[a];
    gradient[row] -= SumOf(pairs, count);
    return above / rank;
  }

  const T* scores_;
  T temperature_;
  std::vector<int64_t> positives_;
  std::vector<T> is_positive_;
  std::vector<T> pairs_;  // S_ia of one positive, then c_ia
};

}  // namespace

SmoothAveragePrecisionResult SmoothAveragePrecision(const at::Tensor& scores,
                                                    const at::Tensor& positive,
                                                    double temperature) {
  const at::Tensor values = scores.contiguous(), mask = positive.contiguous();
  SmoothAveragePrecisionResult result;
  result.gradient = at::zeros_like(values);
  DispatchFloating(values, [&](auto zero) {
    using T = decltype(zero);
    PositivePass<T> pass(values.data_ptr<T>(), mask.data_ptr<bool>(), values.numel(), temperature);
    result.value = pass.Run(result.gradient.data_ptr<T>());
  });
  return result;
}

}  // namespace counterweight
