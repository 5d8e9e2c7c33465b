#include "src/learn/setting_space.h"

#include <algorithm>
#include <cmath>

namespace counterweight {
namespace {

struct Axis {
  double TrainingOptions::*field;
  double minimum, maximum;
};

constexpr Axis kAxes[kSettingDimensions] = {
    {&TrainingOptions::rate, 1e-3, 0.1},
    {&TrainingOptions::decay, 0.03, 3},
    {&TrainingOptions::mass, 0.01, 1},
    {&TrainingOptions::lambda_max, 0.1, 1.5},
};

}  // namespace

SettingPoint PointOfOptions(const TrainingOptions& options) {
  SettingPoint point;
  for (size_t d = 0; d < kSettingDimensions; ++d) {
    const Axis& axis = kAxes[d];
    const double value = std::clamp(options.*axis.field, axis.minimum, axis.maximum);
    const double share = std::log(value / axis.minimum) / std::log(axis.maximum / axis.minimum);
    point[d] = std::clamp(2 * share - 1, -1.0, 1.0);
  }
  return point;
}

TrainingOptions OptionsAtPoint(const SettingPoint& point, const TrainingOptions& options) {
  TrainingOptions result = options;
  for (size_t d = 0; d < kSettingDimensions; ++d) {
    const Axis& axis = kAxes[d];
    const double share = (std::clamp(point[d], -1.0, 1.0) + 1) / 2;
    const double value = axis.minimum * std::pow(axis.maximum / axis.minimum, share);
    // Rounding may carry the end of an axis past its range.
    result.*axis.field = std::clamp(value, axis.minimum, axis.maximum);
  }
  return result;
}

}  // namespace counterweight
