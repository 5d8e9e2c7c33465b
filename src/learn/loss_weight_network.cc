#include "src/learn/loss_weight_network.h"

#include <cmath>
#include <utility>

namespace counterweight {
namespace {

constexpr int64_t kUnits = 64;
// Where each part of the parameters begins.
constexpr int64_t kSlopes = 0;                 // a
constexpr int64_t kOffsets = kUnits;           // c
constexpr int64_t kOutputs = 2 * kUnits;       // u
constexpr int64_t kOutputOffset = 3 * kUnits;  // b
constexpr int64_t kParameters = 3 * kUnits + 1;

constexpr double kRate = 1e-3;
constexpr double kFirstBeta = 0.9;
constexpr double kSecondBeta = 0.999;
constexpr double kEpsilon = 1e-8;

double Sigmoid(double value) { return 1 / (1 + std::exp(-value)); }

}  // namespace

LossWeightNetwork::LossWeightNetwork(RandomStream stream)
    : parameters_(kParameters),
      first_moments_(kParameters, 0.0),
      second_moments_(kParameters, 0.0) {
  // Uniform within 1 / sqrt(inputs) of the layer.
  const double of_output = 1 / std::sqrt(static_cast<double>(kUnits));
  for (int64_t i = 0; i < kParameters; ++i) {
    parameters_[i] = (2 * stream.Uniform() - 1) * (i < kOutputs ? 1.0 : of_output);
  }
}

double LossWeightNetwork::Weight(double loss) const {
  double sum = parameters_[kOutputOffset];
  for (int64_t h = 0; h < kUnits; ++h) {
    const double unit = parameters_[kSlopes + h] * loss + parameters_[kOffsets + h];
    if (unit > 0) sum += parameters_[kOutputs + h] * unit;
  }
  return Sigmoid(sum);
}

std::vector<double> LossWeightNetwork::Gradient(absl::Span<const float> losses,
                                                absl::Span<const double> weight_gradients) const {
  std::vector<double> gradient(kParameters, 0.0);
  for (size_t i = 0; i < losses.size(); ++i) {
    const double loss = losses[i];
    const double weight = Weight(loss);
    const double of_sum = weight_gradients[i] * weight * (1 - weight);
    gradient[kOutputOffset] += of_sum;
    for (int64_t h = 0; h < kUnits; ++h) {
      const double unit = parameters_[kSlopes + h] * loss + parameters_[kOffsets + h];
      if (unit <= 0) continue;
      const double of_unit = of_sum * parameters_[kOutputs + h];
      gradient[kOutputs + h] += of_sum * unit;
      gradient[kSlopes + h] += of_unit * loss;
      gradient[kOffsets + h] += of_unit;
    }
  }
  return gradient;
}

void LossWeightNetwork::Step(absl::Span<const double> gradient) {
  ++steps_;
  const double first_correction = 1 - std::pow(kFirstBeta, static_cast<double>(steps_));
  const double second_correction = 1 - std::pow(kSecondBeta, static_cast<double>(steps_));
  for (int64_t i = 0; i < kParameters; ++i) {
    first_moments_[i] = kFirstBeta * first_moments_[i] + (1 - kFirstBeta) * gradient[i];
    second_moments_[i] =
        kSecondBeta * second_moments_[i] + (1 - kSecondBeta) * gradient[i] * gradient[i];
    parameters_[i] -= kRate * (first_moments_[i] / first_correction) /
                      (std::sqrt(second_moments_[i] / second_correction) + kEpsilon);
  }
}

void LossWeightNetwork::Save(ByteWriter& writer) const {
  writer.Put(steps_);
  writer.PutVector(parameters_);
  writer.PutVector(first_moments_);
  writer.PutVector(second_moments_);
}

absl::Status LossWeightNetwork::Restore(ByteReader& reader) {
  steps_ = reader.Get<int64_t>();
  for (std::vector<double>* values : {&parameters_, &first_moments_, &second_moments_}) {
    std::vector<double> restored = reader.GetVector<double>();
    if (restored.size() != values->size()) {
      return absl::DataLossError("the checkpoint's weight network is of another size");
    }
    *values = std::move(restored);
  }
  return absl::OkStatus();
}

}  // namespace counterweight
