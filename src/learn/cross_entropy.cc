#include "src/learn/cross_entropy.h"

#include <ATen/ops/empty_like.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>

#include "src/tensor/floating_dispatch.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

template <typename T>
T LogisticLoss(T score, uint32_t target, T* gradient) {
  const T small = std::exp(-std::abs(score));  // never overflows
  const T probability = score >= 0 ? 1 / (1 + small) : small / (1 + small);
  *gradient = probability - static_cast<T>(target);
  return std::max(score, T{0}) + std::log1p(small) - static_cast<T>(target) * score;
}

template <typename T>
T SoftmaxLoss(const T* outputs, int64_t count, uint32_t target, T* gradient) {
  const T largest = *std::max_element(outputs, outputs + count);
  T sum = 0;
  for (int64_t c = 0; c < count; ++c) {
    gradient[c] = std::exp(outputs[c] - largest);
    sum += gradient[c];
  }
  for (int64_t c = 0; c < count; ++c) gradient[c] /= sum;
  gradient[target] -= 1;
  return std::log(sum) + largest - outputs[target];
}

}  // namespace

template <typename T>
T CrossEntropy(const T* outputs, int64_t count, uint32_t target, T* gradient) {
  return count == 1 ? LogisticLoss(outputs[0], target, gradient)
                    : SoftmaxLoss(outputs, count, target, gradient);
}

template float CrossEntropy<float>(const float*, int64_t, uint32_t, float*);
template double CrossEntropy<double>(const double*, int64_t, uint32_t, double*);

at::Tensor CrossEntropyGradient(const at::Tensor& outputs, absl::Span<const uint32_t> targets) {
  const int64_t count = outputs.size(2);
  TORCH_CHECK(outputs.numel() == count * static_cast<int64_t>(targets.size()), targets.size(),
              " targets for outputs of shape ", outputs.sizes());
  at::Tensor gradient = at::empty_like(outputs);
  DispatchFloating(outputs, [&](auto zero) {
    using T = decltype(zero);
    const T* values = outputs.data_ptr<T>();
    T* out = gradient.data_ptr<T>();
    for (size_t row = 0; row < targets.size(); ++row) {
      CrossEntropy(values + row * count, count, targets[row], out + row * count);
    }
  });
  return gradient;
}

at::Tensor CrossEntropyCurvatureProduct(const at::Tensor& outputs, const at::Tensor& tangent) {
  if (outputs.size(2) == 1) {
    const at::Tensor p = outputs.sigmoid();
    return p * (1 - p) * tangent;
  }
  const at::Tensor p = outputs.softmax(2);
  return p * (tangent - (p * tangent).sum(2, /*keepdim=*/true));
}

}  // namespace counterweight
