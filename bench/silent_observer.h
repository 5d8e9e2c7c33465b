// A run that tells nobody.
#ifndef COUNTERWEIGHT_BENCH_SILENT_OBSERVER_H_
#define COUNTERWEIGHT_BENCH_SILENT_OBSERVER_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/learn/training_observer.h"

namespace counterweight {

// Wants no checkpoint and never stops a run.
class SilentObserver : public TrainingObserver {
 public:
  absl::Status OnProgress(const TrainingProgress&) override { return absl::OkStatus(); }
  bool WantsCheckpoint() override { return false; }
  absl::Status OnCheckpoint(absl::string_view) override { return absl::OkStatus(); }
  absl::Status Continue() override { return absl::OkStatus(); }
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_SILENT_OBSERVER_H_
