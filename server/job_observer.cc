#include "server/job_observer.h"

#include <utility>

#include "counterweight/v1/training.pb.h"
#include "server/training_events.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr absl::Duration kMinimumEventInterval = absl::Milliseconds(200);

bool IsLast(const TrainingProgress& progress) {
  return progress.setting >= progress.setting_count && progress.step >= progress.total_steps;
}

v1::TrainingProgress ToProto(const TrainingProgress& progress, const Pace& pace) {
  v1::TrainingProgress proto;
  proto.set_step(progress.step);
  proto.set_total_steps(progress.total_steps);
  proto.set_epoch(progress.epoch);
  proto.set_training_loss(progress.training_loss);
  if (progress.outer_loss) proto.set_outer_loss(*progress.outer_loss);
  if (progress.validation_average_precision) {
    proto.set_validation_average_precision(*progress.validation_average_precision);
  }
  if (progress.best_validation_average_precision) {
    proto.set_best_validation_average_precision(*progress.best_validation_average_precision);
  }
  if (progress.synthetic_mass) proto.set_synthetic_mass(*progress.synthetic_mass);
  proto.set_setting(progress.setting);
  proto.set_setting_count(progress.setting_count);
  proto.set_rows_per_second(pace.rows_per_second);
  proto.set_seconds_left(pace.seconds_left);
  return proto;
}

}  // namespace

JobObserver::JobObserver(JobContext* context, const Clock* steady_clock, std::string worker,
                         bool from_start)
    : context_(context),
      steady_clock_(steady_clock),
      worker_(std::move(worker)),
      meter_(steady_clock->Now(), from_start) {}

absl::Status JobObserver::OnProgress(const TrainingProgress& progress) {
  const absl::Time now = steady_clock_->Now();
  const bool too_soon = last_event_.has_value() && now - *last_event_ < kMinimumEventInterval;
  if (too_soon && !IsLast(progress)) return absl::OkStatus();
  last_event_ = now;
  CW_ASSIGN_OR_RETURN(const std::string payload,
                      EncodeProgress({worker_, ToProto(progress, meter_.Measure(progress, now))}));
  return context_->ReportProgress(payload);
}

bool JobObserver::WantsCheckpoint() { return context_->WantsCheckpoint(); }

absl::Status JobObserver::OnCheckpoint(absl::string_view state) {
  return context_->SaveCheckpoint(state);
}

absl::Status JobObserver::Continue() { return context_->Continue(); }

}  // namespace counterweight
