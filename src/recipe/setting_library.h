// The settings that a job trains and chooses from.
#ifndef COUNTERWEIGHT_SRC_RECIPE_SETTING_LIBRARY_H_
#define COUNTERWEIGHT_SRC_RECIPE_SETTING_LIBRARY_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "src/recipe/training_options.h"

namespace counterweight {

struct Setting {
  std::string name;  // unique within a job
  std::string rule;  // how its networks are trained (learn/method_table.h)
  TrainingOptions options;
};

// A method that is no library: the one setting of the options. Else, all on the same folds and
// draws,
//
//   name  rate  decay  ramp edges         augmentation
//   D     1e-2  0.3    minority quantile  the method's
//   B     3e-2  0.3    minority quantile  the method's
//   C     6e-2  1      minority quantile  the method's
//   T     3e-2  0.3    tree               the method's
//   A     1e-2  0.05   tree               none
//
// and for kL9 also D, B, C and T without augmentation. method: valid.
std::vector<Setting> SettingsOf(absl::string_view method, const TrainingOptions& options);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_RECIPE_SETTING_LIBRARY_H_
