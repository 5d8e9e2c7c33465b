// Between a training run, which knows no jobs, and the worker loop, which knows no training.
#ifndef COUNTERWEIGHT_SERVER_JOB_OBSERVER_H_
#define COUNTERWEIGHT_SERVER_JOB_OBSERVER_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/progress_meter.h"
#include "src/base/clock.h"
#include "src/jobs/worker_loop.h"
#include "src/learn/training_observer.h"

namespace counterweight {

// Passes checkpoints and the wish to stop through, and turns progress into events. At most five
// events a second are written, since each is a transaction; the first and the last are never left
// out. Thread safety: one thread at a time, as a training run calls it.
class JobObserver : public TrainingObserver {
 public:
  // context and steady_clock outlive it. worker: the label of progress events. from_start: no
  // checkpoint is being continued.
  JobObserver(JobContext* context, const Clock* steady_clock, std::string worker, bool from_start);

  absl::Status OnProgress(const TrainingProgress& progress) override;
  bool WantsCheckpoint() override;
  absl::Status OnCheckpoint(absl::string_view state) override;
  absl::Status Continue() override;

 private:
  JobContext* const context_;
  const Clock* const steady_clock_;
  const std::string worker_;
  ProgressMeter meter_;
  std::optional<absl::Time> last_event_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_JOB_OBSERVER_H_
