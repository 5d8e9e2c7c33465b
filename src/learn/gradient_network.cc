#include "src/learn/gradient_network.h"

#include <array>
#include <cmath>

namespace counterweight {
namespace {

constexpr size_t kInputs = kSettingDimensions;
constexpr size_t kOutputs = kSettingDimensions;
constexpr size_t kHidden = GradientNetwork::kHiddenUnits;

// Offsets into the parameters.
constexpr size_t kHiddenBias = kHidden * kInputs;
constexpr size_t kOutputWeight = kHiddenBias + kHidden;
constexpr size_t kOutputBias = kOutputWeight + kOutputs * kHidden;

constexpr int kSteps = 150;
constexpr double kRate = 1e-2;
constexpr double kFirstDecay = 0.9, kSecondDecay = 0.999, kEpsilon = 1e-8;

using Activations = std::array<double, kHidden>;

Activations HiddenActivations(const std::vector<double>& parameters, const SettingPoint& point) {
  Activations hidden;
  for (size_t h = 0; h < kHidden; ++h) {
    double sum = parameters[kHiddenBias + h];
    for (size_t d = 0; d < kInputs; ++d) sum += parameters[h * kInputs + d] * point[d];
    hidden[h] = std::tanh(sum);
  }
  return hidden;
}

SettingPoint Output(const std::vector<double>& parameters, const Activations& hidden) {
  SettingPoint output;
  for (size_t d = 0; d < kOutputs; ++d) {
    output[d] = parameters[kOutputBias + d];
    for (size_t h = 0; h < kHidden; ++h) {
      output[d] += parameters[kOutputWeight + d * kHidden + h] * hidden[h];
    }
  }
  return output;
}

double Residual(const PointPair& pair, const SettingPoint& output) {
  double rise = 0;
  for (size_t d = 0; d < kOutputs; ++d) rise += (pair.to[d] - pair.from[d]) * output[d];
  return rise - pair.rise;
}

// Adds the derivative of (output_gradient . g(point)) to `gradient`.
void AddGradient(const std::vector<double>& parameters, const SettingPoint& point,
                 const Activations& hidden, const SettingPoint& output_gradient,
                 std::vector<double>& gradient) {
  Activations hidden_gradient{};
  for (size_t d = 0; d < kOutputs; ++d) {
    gradient[kOutputBias + d] += output_gradient[d];
    for (size_t h = 0; h < kHidden; ++h) {
      const size_t weight = kOutputWeight + d * kHidden + h;
      gradient[weight] += output_gradient[d] * hidden[h];
      hidden_gradient[h] += output_gradient[d] * parameters[weight];
    }
  }
  for (size_t h = 0; h < kHidden; ++h) {
    const double sum_gradient = hidden_gradient[h] * (1 - hidden[h] * hidden[h]);
    gradient[kHiddenBias + h] += sum_gradient;
    for (size_t d = 0; d < kInputs; ++d) gradient[h * kInputs + d] += sum_gradient * point[d];
  }
}

void AppendUniform(size_t count, size_t layer_inputs, RandomStream& stream,
                   std::vector<double>& parameters) {
  const double bound = 1 / std::sqrt(static_cast<double>(layer_inputs));
  for (size_t i = 0; i < count; ++i) parameters.push_back(bound * (2 * stream.Uniform() - 1));
}

}  // namespace

GradientNetwork::GradientNetwork(RandomStream& stream) {
  parameters_.reserve(kParameters);
  AppendUniform(kOutputWeight, kInputs, stream, parameters_);
  AppendUniform(kParameters - kOutputWeight, kHidden, stream, parameters_);
}

SettingPoint GradientNetwork::operator()(const SettingPoint& point) const {
  return Output(parameters_, HiddenActivations(parameters_, point));
}

double GradientNetwork::Loss(absl::Span<const PointPair> pairs) const {
  double sum = 0;
  for (const PointPair& pair : pairs) {
    const double residual = Residual(pair, (*this)(pair.from));
    sum += residual * residual;
  }
  return sum / static_cast<double>(pairs.size());
}

std::vector<double> GradientNetwork::LossGradient(absl::Span<const PointPair> pairs) const {
  std::vector<double> gradient(kParameters, 0);
  for (const PointPair& pair : pairs) {
    const Activations hidden = HiddenActivations(parameters_, pair.from);
    const double residual = Residual(pair, Output(parameters_, hidden));
    const double factor = 2 * residual / static_cast<double>(pairs.size());
    SettingPoint output_gradient;
    for (size_t d = 0; d < kOutputs; ++d) output_gradient[d] = factor * (pair.to[d] - pair.from[d]);
    AddGradient(parameters_, pair.from, hidden, output_gradient, gradient);
  }
  return gradient;
}

void GradientNetwork::Fit(absl::Span<const PointPair> pairs) {
  std::vector<double> first(kParameters, 0), second(kParameters, 0);
  double first_power = 1, second_power = 1;
  for (int step = 0; step < kSteps; ++step) {
    first_power *= kFirstDecay;
    second_power *= kSecondDecay;
    const std::vector<double> gradient = LossGradient(pairs);
    for (size_t i = 0; i < kParameters; ++i) {
      first[i] += (1 - kFirstDecay) * (gradient[i] - first[i]);
      second[i] += (1 - kSecondDecay) * (gradient[i] * gradient[i] - second[i]);
      const double spread = std::sqrt(second[i] / (1 - second_power)) + kEpsilon;
      parameters_[i] -= kRate * first[i] / (1 - first_power) / spread;
    }
  }
}

}  // namespace counterweight
