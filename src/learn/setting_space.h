// The box in which further settings are searched: four options on a logarithmic scale.
#ifndef COUNTERWEIGHT_SRC_LEARN_SETTING_SPACE_H_
#define COUNTERWEIGHT_SRC_LEARN_SETTING_SPACE_H_

#include <array>
#include <cstddef>

#include "src/recipe/training_options.h"

namespace counterweight {

constexpr size_t kSettingDimensions = 4;

// phi, each coordinate in [-1, 1]: the logarithms of
//
//   rate        [1e-3, 0.1]
//   decay       [0.03, 3]
//   mass        [0.01, 1]
//   lambda_max  [0.1, 1.5]
//
// mapped linearly, -1 the lower end.
using SettingPoint = std::array<double, kSettingDimensions>;

// Where the options lie; a value outside its range (a decay of 0) counts as the nearer end.
SettingPoint PointOfOptions(const TrainingOptions& options);

// `options` with the four fields of `point`. Coordinates outside [-1, 1] count as the nearer end,
// so the fields never leave the ranges above, and valid options stay valid.
TrainingOptions OptionsAtPoint(const SettingPoint& point, const TrainingOptions& options);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_SETTING_SPACE_H_
