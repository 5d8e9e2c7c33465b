#include "src/network/hidden_activation.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "src/base/exponential.h"
#include "src/network/wide.h"

namespace counterweight {
namespace {

constexpr double kDrawRange = 65536;

double Sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

// Float: whole vectors, the last one of what is left filled up with zeros.
template <typename Function>
void ForEachWide(int64_t count, Function&& function) {
  for (int64_t i = 0; i < count; i += kWideLanes<float>) {
    function(i, std::min(kWideLanes<float>, count - i));
  }
}

Wide<float> LoadSome(const float* values, int64_t lanes) {
  if (lanes == kWideLanes<float>) return LoadWide(values);
  Wide<float> wide{};
  std::memcpy(&wide, values, lanes * sizeof(float));
  return wide;
}

void StoreSome(Wide<float> wide, int64_t lanes, float* values) {
  if (lanes == kWideLanes<float>) return StoreWide<float>(wide, values);
  std::memcpy(values, &wide, lanes * sizeof(float));
}

Wide<float> Sigmoid(Wide<float> z) { return 1.0f / (1.0f + Exponential(-z)); }

// The factor of what was drawn: 0 below the threshold.
Wide<float> DropoutFactors(const uint16_t* draws, int64_t lanes, const DropoutRule& rule) {
  typedef uint16_t Draws __attribute__((vector_size(kWideLanes<float> * sizeof(uint16_t))));
  typedef int32_t Integers __attribute__((vector_size(kWideBytes)));
  Draws drawn{};
  if (lanes == kWideLanes<float>) {
    std::memcpy(&drawn, draws, sizeof(drawn));
  } else {
    std::memcpy(&drawn, draws, lanes * sizeof(uint16_t));
  }
  const Integers values = __builtin_convertvector(drawn, Integers);
  const Wide<float> zero{};
  return values >= static_cast<int32_t>(rule.threshold()) ? zero + static_cast<float>(rule.kept())
                                                          : zero;
}

template <bool kDrops>
void FillSilu(const float* z, int64_t count, const uint16_t* draws, const DropoutRule& rule,
              float* activation, float* slope) {
  ForEachWide(count, [&](int64_t i, int64_t lanes) {
    const Wide<float> at = LoadSome(z + i, lanes);
    const Wide<float> sigmoid = Sigmoid(at);
    Wide<float> value = at * sigmoid;
    Wide<float> derivative = sigmoid + value * (1.0f - sigmoid);
    if constexpr (kDrops) {
      const Wide<float> factors = DropoutFactors(draws + i, lanes, rule);
      value *= factors;
      derivative *= factors;
    }
    StoreSome(value, lanes, activation + i);
    StoreSome(derivative, lanes, slope + i);
  });
}

template <bool kDrops>
void FillSilu(const double* z, int64_t count, const uint16_t* draws, const DropoutRule& rule,
              double* activation, double* slope) {
  for (int64_t i = 0; i < count; ++i) {
    const double sigmoid = Sigmoid(z[i]);
    const double factor = !kDrops ? 1 : draws[i] >= rule.threshold() ? rule.kept() : 0;
    activation[i] = factor * z[i] * sigmoid;
    slope[i] = factor * (sigmoid + z[i] * sigmoid * (1 - sigmoid));
  }
}

}  // namespace

DropoutRule::DropoutRule(double rate)
    : threshold_(static_cast<uint16_t>(std::llround(rate * kDrawRange))),
      kept_(kDrawRange / (kDrawRange - threshold_)) {}

template <typename T>
void ActivateHidden(const T* z, int64_t count, absl::Span<const uint16_t> draws,
                    const DropoutRule& rule, T* activation, T* slope) {
  if (draws.empty()) {
    FillSilu<false>(z, count, nullptr, rule, activation, slope);
  } else {
    FillSilu<true>(z, count, draws.data(), rule, activation, slope);
  }
}

template <>
void LogisticSigmoid<float>(const float* z, int64_t count, float* out) {
  ForEachWide(count, [&](int64_t i, int64_t lanes) {
    StoreSome(Sigmoid(LoadSome(z + i, lanes)), lanes, out + i);
  });
}

template <>
void LogisticSigmoid<double>(const double* z, int64_t count, double* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = Sigmoid(z[i]);
}

// silu''(z) = s (1 - s) (2 + z (1 - 2 s)), s = sigmoid(z).
template <typename T>
void SiluCurvature(const T* z, int64_t count, T* curvature) {
  for (int64_t i = 0; i < count; ++i) {
    const double s = Sigmoid(static_cast<double>(z[i]));
    curvature[i] = static_cast<T>(s * (1 - s) * (2 + z[i] * (1 - 2 * s)));
  }
}

template void ActivateHidden<float>(const float*, int64_t, absl::Span<const uint16_t>,
                                    const DropoutRule&, float*, float*);
template void ActivateHidden<double>(const double*, int64_t, absl::Span<const uint16_t>,
                                     const DropoutRule&, double*, double*);
template void SiluCurvature<float>(const float*, int64_t, float*);
template void SiluCurvature<double>(const double*, int64_t, double*);

}  // namespace counterweight
