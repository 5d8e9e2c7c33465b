// How fast a training run is, and how long it still takes.
#ifndef COUNTERWEIGHT_SERVER_PROGRESS_METER_H_
#define COUNTERWEIGHT_SERVER_PROGRESS_METER_H_

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "src/learn/training_observer.h"

namespace counterweight {

struct Pace {
  double rows_per_second = 0;  // since the report before; 0: not known yet
  double seconds_left = 0;     // at the mean speed of this process's run; 0: not known yet
};

// Thread safety: one thread at a time.
class ProgressMeter {
 public:
  // from_start: the run begins at step 0 at `now`; else it continues from a checkpoint, whose step
  // the first report tells.
  ProgressMeter(absl::Time now, bool from_start);

  Pace Measure(const TrainingProgress& progress, absl::Time now);

 private:
  struct Mark {
    absl::Time time;
    double steps = 0;  // over all settings
    int64_t rows = 0;
  };

  std::optional<Mark> first_, last_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_PROGRESS_METER_H_
