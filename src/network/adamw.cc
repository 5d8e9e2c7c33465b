#include "src/network/adamw.h"

#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

// Numbers of one step that all parameters share.
template <typename T>
struct StepNumbers {
  T first_beta, second_beta, epsilon;
  T second_correction;  // 1 - second_beta^t
  T step_size;          // rate / (1 - first_beta^t)
  T decay;              // rate * decay
};

template <typename T>
void StepMember(const StepNumbers<T>& step, const T* gradient, const T* decayed,
                const T* rate_factors, int64_t count, T* __restrict first, T* __restrict second,
                T* __restrict parameters) {
  // A copy, for the compiler to know that no store changes it.
  const StepNumbers<T> numbers = step;
  for (int64_t i = 0; i < count; ++i) {
    first[i] = numbers.first_beta * first[i] + (1 - numbers.first_beta) * gradient[i];
    second[i] =
        numbers.second_beta * second[i] + (1 - numbers.second_beta) * gradient[i] * gradient[i];
    const T root = std::sqrt(second[i] / numbers.second_correction) + numbers.epsilon;
    parameters[i] = parameters[i] * (1 - numbers.decay * decayed[i]) -
                    numbers.step_size * rate_factors[i] * first[i] / root;
  }
}

}  // namespace

AdamW::AdamW(const NetworkShape& shape, int64_t members, at::ScalarType type,
             const AdamWOptions& options)
    : options_(options) {
  const at::TensorOptions of_type = at::TensorOptions().dtype(type);
  const int64_t count = shape.parameter_count();
  at::Tensor decayed = at::ones({1, count}, of_type);
  for (const LayerParameters& layer : ViewParameters(shape, decayed).layers) layer.bias.zero_();
  at::Tensor factors = at::ones({1, count}, of_type);
  ViewParameters(shape, factors).scales.fill_(options.scales_factor);
  decayed_ = decayed.squeeze(0);
  rate_factors_ = factors.squeeze(0);
  state_.first_moment = at::zeros({members, count}, of_type);
  state_.second_moment = at::zeros({members, count}, of_type);
}

void AdamW::Step(const at::Tensor& gradient, double rate, const at::Tensor& parameters) {
  ++state_.steps;
  const auto time = static_cast<double>(state_.steps);
  DispatchFloating(parameters, [&](auto zero) {
    using T = decltype(zero);
    StepNumbers<T> numbers;
    numbers.first_beta = static_cast<T>(options_.first_beta);
    numbers.second_beta = static_cast<T>(options_.second_beta);
    numbers.epsilon = static_cast<T>(options_.epsilon);
    numbers.second_correction = static_cast<T>(1 - std::pow(options_.second_beta, time));
    numbers.step_size = static_cast<T>(rate / (1 - std::pow(options_.first_beta, time)));
    numbers.decay = static_cast<T>(rate * options_.decay);
    const int64_t count = parameters.size(1);
    for (int64_t member = 0; member < parameters.size(0); ++member) {
      const int64_t offset = member * count;
      StepMember(numbers, gradient.data_ptr<T>() + offset, decayed_.data_ptr<T>(),
                 rate_factors_.data_ptr<T>(), count, state_.first_moment.data_ptr<T>() + offset,
                 state_.second_moment.data_ptr<T>() + offset, parameters.data_ptr<T>() + offset);
    }
  });
}

at::Tensor AdamW::Preconditioner(double maximum) const {
  const auto time = static_cast<double>(std::max<int64_t>(state_.steps, 1));
  const double correction = 1 - std::pow(options_.second_beta, time);
  at::Tensor preconditioner = at::empty_like(state_.second_moment);
  DispatchFloating(preconditioner, [&](auto zero) {
    using T = decltype(zero);
    const int64_t count = preconditioner.size(1);
    const T inverse = static_cast<T>(1 / correction), epsilon = static_cast<T>(options_.epsilon);
    const T largest = static_cast<T>(maximum);
    const T* factors = rate_factors_.data_ptr<T>();
    for (int64_t member = 0; member < preconditioner.size(0); ++member) {
      const T* second = state_.second_moment.data_ptr<T>() + member * count;
      T* out = preconditioner.data_ptr<T>() + member * count;
      for (int64_t i = 0; i < count; ++i) {
        const T value = factors[i] / (std::sqrt(second[i] * inverse) + epsilon);
        out[i] = value > largest ? largest : value;
      }
    }
  });
  return preconditioner;
}

}  // namespace counterweight
