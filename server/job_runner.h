// One training job, from its record to the record of its model.
#ifndef COUNTERWEIGHT_SERVER_JOB_RUNNER_H_
#define COUNTERWEIGHT_SERVER_JOB_RUNNER_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/application/data_directory.h"
#include "src/artifact/artifact.h"
#include "src/base/clock.h"
#include "src/jobs/worker_loop.h"
#include "src/learn/training_observer.h"
#include "src/pipeline/train_model.h"
#include "src/tabular/table.h"

namespace counterweight {

// TrainModel (pipeline/train_model.h), or a stand-in for it: this file links no LibTorch.
using Trainer = std::function<absl::StatusOr<Artifact>(
    const LabelledTable& dataset, const TrainingRequest& request, absl::string_view checkpoint,
    TrainingObserver& observer)>;

struct JobRunnerOptions {
  std::string worker = "external";  // the supervisor's slot; without spaces
  int threads = 1;                  // that a job may use
};

// directory and the clocks outlive the runner.
//
// A job that asks for more threads than the worker has fails with FAILED_PRECONDITION: its result
// depends on their number, so fewer would be another result. A checkpoint that the trainer refuses
// (DATA_LOSS) is dropped and the job starts afresh.
JobRunner MakeJobRunner(DataDirectory* directory, const Clock* clock, const Clock* steady_clock,
                        JobRunnerOptions options, Trainer trainer);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_JOB_RUNNER_H_
