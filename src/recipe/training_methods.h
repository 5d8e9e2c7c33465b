// The methods that a job can ask for.
#ifndef COUNTERWEIGHT_SRC_RECIPE_TRAINING_METHODS_H_
#define COUNTERWEIGHT_SRC_RECIPE_TRAINING_METHODS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight {

// One row of the table of methods.
struct MethodDescription {
  std::string name;
  std::string meaning;
  std::string rule;      // how the networks of one setting are trained (learn/method_table.h)
  bool library = false;  // several settings (setting_library.h); else the one the options describe
};

// In the order that the guide lists them; they live as long as the process.
absl::Span<const MethodDescription> AllMethods();

inline constexpr absl::string_view kDefaultMethod = "library";

// OK if `method` is in AllMethods; else a FieldError "spec.method" that lists them.
absl::Status ValidateMethod(absl::string_view method);

// method: valid. The row of the table.
const MethodDescription& DescribeMethod(absl::string_view method);

// OK unless an option is set that the method itself decides (FieldError "spec.options[NAME]"): a
// library's settings have rates, decays and ramp edges of their own. method: valid.
absl::Status ValidateMethodOptions(absl::string_view method,
                                   const std::map<std::string, std::string>& settings);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_RECIPE_TRAINING_METHODS_H_
