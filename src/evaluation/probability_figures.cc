#include "src/evaluation/probability_figures.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterweight {
namespace {

constexpr int kBins = 15;
// Keeps the loss of a row that was called impossible finite.
constexpr double kSmallestProbability = 1e-15;

double IsLabel(const ProbabilityTable& table, int64_t row, int label) {
  return table.labels[row] == static_cast<uint32_t>(label) ? 1.0 : 0.0;
}

}  // namespace

double BrierScoreOf(const ProbabilityTable& table, int label) {
  double sum = 0;
  for (int64_t row = 0; row < table.rows(); ++row) {
    const double error = table.at(row, label) - IsLabel(table, row, label);
    sum += error * error;
  }
  return sum / static_cast<double>(table.rows());
}

double LogLoss(const ProbabilityTable& table) {
  double sum = 0;
  for (int64_t row = 0; row < table.rows(); ++row) {
    const double probability = table.at(row, static_cast<int>(table.labels[row]));
    sum -= std::log(std::clamp(probability, kSmallestProbability, 1 - kSmallestProbability));
  }
  return sum / static_cast<double>(table.rows());
}

double ExpectedCalibrationErrorOf(const ProbabilityTable& table, int label) {
  // Per bin: the sum of (probability - outcome). Its size is |mean - rate| times the bin's rows.
  std::array<double, kBins> gaps{};
  for (int64_t row = 0; row < table.rows(); ++row) {
    const double probability = table.at(row, label);
    const int bin = std::min(static_cast<int>(probability * kBins), kBins - 1);
    gaps[bin] += probability - IsLabel(table, row, label);
  }
  double sum = 0;
  for (const double gap : gaps) sum += std::abs(gap);
  return sum / static_cast<double>(table.rows());
}

}  // namespace counterweight
