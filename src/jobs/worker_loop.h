// The life of a worker process: claim, run, publish, again.
#ifndef COUNTERWEIGHT_SRC_JOBS_WORKER_LOOP_H_
#define COUNTERWEIGHT_SRC_JOBS_WORKER_LOOP_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "src/base/clock.h"
#include "src/store/job_store.h"

namespace counterweight {

// What a running job may ask of the loop. Thread-safe.
class JobContext {
 public:
  virtual ~JobContext() = default;
  virtual const JobRecord& job() const = 0;
  // Bytes of the last durable checkpoint; empty if there is none or it is damaged (then it is
  // logged).
  virtual std::string LoadCheckpoint() = 0;
  // Durable when it returns OK. ABORTED: the lease is lost.
  virtual absl::Status SaveCheckpoint(absl::string_view state) = 0;
  // payload: opaque to the loop. ABORTED: the lease is lost; other failures of the store are logged
  // and forgotten. A write each: report some hundred times a job, not every step.
  virtual absl::Status ReportProgress(const std::string& payload) = 0;
  // True while the checkpoint interval has passed since the last save; once when the process
  // drains.
  virtual bool WantsCheckpoint() = 0;
  // OK: go on. CANCELLED: the job was cancelled. ABORTED: the process drains (and the runner was
  // offered a checkpoint, or has called Continue twice without asking for one), or the lease is
  // lost. Return what it gives.
  virtual absl::Status Continue() = 0;
};

struct WorkerLoopOptions {
  std::string owner;           // unique per process: "host:pid:random"
  std::string checkpoint_dir;  // checkpoints go to checkpoint_dir/{job id}.checkpoint
  absl::Duration lease_ttl = absl::Seconds(15);  // renewed by a thread of its own every third of it
  absl::Duration poll_interval = absl::Milliseconds(200);
  absl::Duration checkpoint_interval = absl::Seconds(5);
};

// Trains: returns the finished model (blob stored; id, summary, ... filled; version left to the
// store).
using JobRunner = std::function<absl::StatusOr<ModelRecord>(JobContext& context)>;

// Claims and runs jobs until RequestDrain; then lets the running job save a checkpoint and hands it
// back. A runner's INVALID_ARGUMENT, FAILED_PRECONDITION, NOT_FOUND or DATA_LOSS fails the job at
// once with that message; other errors and exceptions count as an attempt.
class WorkerLoop {
 public:
  WorkerLoop(JobStore* store, const Clock* clock, WorkerLoopOptions options, JobRunner runner);
  ~WorkerLoop();

  // Returns OK after a drain, or the error that makes going on pointless (database lost). Waits out
  // a store that is busy or full.
  absl::Status Run();
  // At most one job; false if there was none, or the loop drains. For tests.
  absl::StatusOr<bool> RunOne();
  // Async-signal-safe, any thread, for good.
  void RequestDrain();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_WORKER_LOOP_H_
