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
enum class RampEdgesKind : uint8_t { kQuantile = 1, kMinorityQuantile = 2 };

struct TrainingOptions {
  // Split and features.
  double test_fraction = 0.2;  // [0, 0.9]; 0: train on every row, validation figures only
  int folds = 5;               // F, [2, 10]
  ScalingKind scaling = ScalingKind::kStandard;
  int ramps = 16;  // T per numeric column, [0, 64]
  RampEdgesKind ramp_edges = RampEdgesKind::kMinorityQuantile;

  // Network and its optimiser.
  std::vector<int> hidden = {64, 64};  // 1 to 4 layers of 8 to 512
  double rate = 3e-2;                  // peak learning rate, [1e-4, 5e-2]
  double decay = 0.3;                  // decoupled weight decay, [0, 3]
  double dropout = 0.1;                // [0, 0.5]
  int batch = 256;                     // B, [32, 4096]
  int steps = 400;                     // [100, 20000]
  int eval_every = 25;                 // steps, [1, 1000]
  int patience = 8;                    // evaluations, [1, 1000]

  // Synthetic rows and what is learned about them (method "meta").
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

  // After training.
  CalibrationKind calibration = CalibrationKind::kPlatt;

  int threads = 1;  // of the job, [1, 64]; part of what makes a result repeatable bit for bit
};

// One row of the table of options.
struct OptionDescription {
  std::string name;
  std::string default_value;
  std::string range;
  std::string meaning;
};

// One row of the table of methods.
struct MethodDescription {
  std::string name;
  std::string meaning;
};

// Both in the order that the guide lists them; they live as long as the process.
absl::Span<const OptionDescription> AllOptions();
absl::Span<const MethodDescription> AllMethods();

inline constexpr absl::string_view kDefaultMethod = "meta";

// OK if `method` is in AllMethods; else a FieldError "spec.method" that lists them.
absl::Status ValidateMethod(absl::string_view method);

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
