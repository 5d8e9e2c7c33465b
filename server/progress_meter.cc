#include "server/progress_meter.h"

#include <algorithm>

namespace counterweight {
namespace {

// Steps of all settings so far: every setting has the same number of them.
double StepsDone(const TrainingProgress& progress) {
  return static_cast<double>((progress.setting - 1) * progress.total_steps + progress.step);
}

double StepsInAll(const TrainingProgress& progress) {
  return static_cast<double>(progress.setting_count * progress.total_steps);
}

}  // namespace

ProgressMeter::ProgressMeter(absl::Time now, bool from_start) {
  if (from_start) first_ = last_ = Mark{now, 0, 0};
}

Pace ProgressMeter::Measure(const TrainingProgress& progress, absl::Time now) {
  const Mark mark{now, StepsDone(progress), progress.rows_seen};
  Pace pace;
  if (last_.has_value() && mark.time > last_->time) {
    pace.rows_per_second = static_cast<double>(std::max<int64_t>(mark.rows - last_->rows, 0)) /
                           absl::ToDoubleSeconds(mark.time - last_->time);
  }
  if (first_.has_value() && mark.steps > first_->steps) {
    const double seconds_per_step =
        absl::ToDoubleSeconds(mark.time - first_->time) / (mark.steps - first_->steps);
    pace.seconds_left = std::max(StepsInAll(progress) - mark.steps, 0.0) * seconds_per_step;
  }
  if (!first_.has_value()) first_ = mark;
  last_ = mark;
  return pace;
}

}  // namespace counterweight
