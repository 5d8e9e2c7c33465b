// What a job asks for: the method's name and its options, with default, unit and range.
//
// This room links no LibTorch, so the server checks a request with the same table that the worker
// trains by. Symbols: the learning method's own (docs/guide.md).
#ifndef COUNTERWEIGHT_SRC_RECIPE_TRAINING_OPTIONS_H_
#define COUNTERWEIGHT_SRC_RECIPE_TRAINING_OPTIONS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight {

// How numeric columns are brought to one scale.
enum class ScalingKind : uint8_t {
  kStandard = 1,  // (x - mean) / standard deviation
  kRobust = 2,    // (x - median) / (interquartile range / 1.349)
  kQuantile = 3,  // rank among the training rows -> normal quantile
};

enum class CalibrationKind : uint8_t {
  kPlatt = 1,
  kIsotonic = 2,
  kAutomatic = 3,  // isotonic above 1,000 positives, else Platt
};

// Where the ramps' edges lie (features/ramp_encoding.h).
enum class RampEdgesKind : uint8_t { kQuantile = 1, kMinorityQuantile = 2, kTree = 3 };

// Who trains on which fold.
enum class NetworksKind : uint8_t {
  kCrossFit = 1,  // one network per fold, trained on the others
  kSingle = 2,    // one network, trained on every fold but the first: for comparisons
};

// The settings of a library (setting_library.h).
enum class LibraryKind : uint8_t { kL5 = 1, kL9 = 2 };

// How a library's further settings are proposed.
enum class SearchKind : uint8_t {
  kGradient = 1,  // explicit gradient learning (Sarafian et al. 2020)
  kRandom = 2,    // at random around the best so far: the control of the above
};

struct TrainingOptions {
  // Split and features.
  double test_fraction = 0.2;  // [0, 0.9]; 0: train on every row, validation figures only
  int folds = 5;               // F, [2, 10]
  NetworksKind networks = NetworksKind::kCrossFit;
  ScalingKind scaling = ScalingKind::kStandard;
  int ramps = 16;  // T per numeric column, [0, 64]
  RampEdgesKind ramp_edges = RampEdgesKind::kMinorityQuantile;

  // Network and its optimiser.
  std::vector<int> hidden = {64, 64};  // 1 to 4 layers of 8 to 512
  double rate = 3e-2;                  // peak learning rate, [1e-4, 0.1]
  double decay = 0.3;                  // decoupled weight decay, [0, 3]
  double dropout = 0.1;                // [0, 0.5]
  int batch = 256;                     // B, [32, 4096]
  int steps = 400;                     // [100, 20000]
  int eval_every = 25;                 // steps, [1, 1000]
  int patience = 8;                    // evaluations, [1, 1000]

  // Synthetic rows and what is learned about them (rules "meta" and "fixed").
  int synthetic_rows = 512;         // m, [16, 20000]
  int synthetic_batch = 64;         // B_s, [8, 1024]
  int neighbours = 5;               // k, [1, 20]
  double lambda_max = 1.0;          // [0, 1.5]
  double mass = 0.1;                // rho at the start, [0.003, 2]
  double synth_start = 0.5;         // share of the steps before synthetic rows join, [0, 1]
  int meta_every = 5;               // steps, [1, 100]
  double contribution_rate = 0.15;  // eta_omega, [0, 1]
  double mass_rate = 0.15;          // eta_rho, [0, 1]
  double temperature = 0.5;         // tau in standard deviations of the logits, [0.05, 3]

  bool learn_real = false;       // weights of real rows are learned too
  bool learn_positions = false;  // synthetic rows move

  // Methods for comparison.
  double focal_gamma = 2.0;  // of the focal loss, [0, 10]

  // Several settings and the choice among them (methods "library...").
  LibraryKind library = LibraryKind::kL5;
  int search_runs = 0;  // further settings, [0, 64]
  SearchKind search = SearchKind::kGradient;

  // After training.
  CalibrationKind calibration = CalibrationKind::kPlatt;

  int threads = 1;  // members are shared out over them, [1, 64]; no result depends on it
};

// Whether synthetic rows take part in the step of this 0-based number.
inline bool SyntheticRowsJoined(const TrainingOptions& options, int64_t step) {
  return static_cast<double>(step) >= options.synth_start * options.steps;
}

// One row of the table of options.
struct OptionDescription {
  std::string name;
  std::string default_value;
  std::string range;
  std::string meaning;
};

// In the order that the guide lists them; they live as long as the process.
absl::Span<const OptionDescription> AllOptions();

// Defaults with `settings` (option name -> text) applied.
// FieldError "spec.options[NAME]": an unknown name (suggests the nearest), a text that does not
// parse, a value out of range.
absl::StatusOr<TrainingOptions> ParseTrainingOptions(
    const std::map<std::string, std::string>& settings);

// OK if every field is in its range; else what ParseTrainingOptions would say.
absl::Status ValidateTrainingOptions(const TrainingOptions& options);

// Every option by name, as ParseTrainingOptions reads it back.
std::map<std::string, std::string> FormatTrainingOptions(const TrainingOptions& options);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_RECIPE_TRAINING_OPTIONS_H_
