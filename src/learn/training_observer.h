// How a training run speaks to whoever started it, without knowing who that is.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAINING_OBSERVER_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAINING_OBSERVER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace counterweight {

struct TrainingProgress {
  int64_t step = 0;
  int64_t total_steps = 0;
  int64_t rows_seen = 0;     // real rows drawn since the start of the run, all members
  double epoch = 0;          // passes of one member over its training part
  double training_loss = 0;  // mean inner loss since the last report
  std::optional<double> outer_loss;
  std::optional<double> validation_average_precision;
  std::optional<double> best_validation_average_precision;
  std::optional<double> synthetic_mass;
  int setting = 1;
  int setting_count = 1;
};

// Called on the training thread; calls must return soon. An error ends the run with that error.
class TrainingObserver {
 public:
  virtual ~TrainingObserver() = default;

  // After every evaluation, and at the end.
  virtual absl::Status OnProgress(const TrainingProgress& progress) = 0;

  // After every step. true: save a checkpoint now (OnCheckpoint follows), then go on.
  virtual bool WantsCheckpoint() = 0;
  // The whole state; a run that is given it continues as if it had never stopped.
  virtual absl::Status OnCheckpoint(absl::string_view state) = 0;

  // After every step, after a checkpoint. Not OK: the run stops with this status.
  virtual absl::Status Continue() = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAINING_OBSERVER_H_
