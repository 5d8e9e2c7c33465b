#include "src/learn/learning_rate.h"

#include <algorithm>
#include <cmath>

namespace counterweight {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kWarmUpShare = 0.05;

}  // namespace

double LearningRate(double peak, int64_t step, int64_t steps) {
  const double warm_up_steps = std::max(1.0, kWarmUpShare * static_cast<double>(steps));
  const double warm_up = std::min(1.0, static_cast<double>(step + 1) / warm_up_steps);
  const double progress = static_cast<double>(step) / static_cast<double>(steps);
  return peak * warm_up * 0.5 * (1 + std::cos(kPi * progress));
}

}  // namespace counterweight
