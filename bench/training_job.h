// Training jobs of the speed programs: tables of any size, and a run that tells nobody.
#ifndef COUNTERWEIGHT_BENCH_TRAINING_JOB_H_
#define COUNTERWEIGHT_BENCH_TRAINING_JOB_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/learn/training_observer.h"
#include "src/tabular/table.h"

namespace counterweight {

// Numeric columns, normally distributed; a row is of class "1" (one in twenty or so) where the sum
// of its first columns and some noise is high.
LabelledTable RandomLabelledTable(int64_t rows, int64_t columns);

// Wants no checkpoint and never stops a run.
class SilentObserver : public TrainingObserver {
 public:
  absl::Status OnProgress(const TrainingProgress&) override { return absl::OkStatus(); }
  bool WantsCheckpoint() override { return false; }
  absl::Status OnCheckpoint(absl::string_view) override { return absl::OkStatus(); }
  absl::Status Continue() override { return absl::OkStatus(); }
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_TRAINING_JOB_H_
