#include "src/jobs/worker_loop.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/log.h"
#include "src/base/status_macros.h"
#include "src/jobs/job_outcome.h"
#include "src/jobs/running_job.h"
#include "src/jobs/stop_flag.h"
#include "src/jobs/store_retry.h"

namespace counterweight {
namespace {

// How long the loop waits after the store failed, before it asks again.
constexpr absl::Duration kFailurePause = absl::Seconds(1);

std::string Words(const absl::Status& status) {
  return status.message().empty() ? status.ToString() : std::string(status.message());
}

// The runner is foreign code: what it throws ends here.
absl::StatusOr<ModelRecord> CallRunner(const JobRunner& runner, JobContext& context) {
  try {
    return runner(context);
  } catch (const std::bad_alloc&) {
    return absl::InternalError("the worker ran out of memory");
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("the worker failed: ", error.what()));
  } catch (...) {
    return absl::InternalError("the worker failed with an unknown exception");
  }
}

}  // namespace

struct WorkerLoop::State {
  JobStore* store;
  const Clock* clock;
  WorkerLoopOptions options;
  JobRunner runner;
  StopFlag drain;

  // Runs a claimed job to its outcome. Not OK: the store could not be told; the lease will run out.
  absl::Status Run(JobRecord job);
  absl::Status Conclude(RunningJob& running, absl::StatusOr<ModelRecord> result);
  absl::Status Publish(RunningJob& running, ModelRecord model);
  absl::Status FailAttempt(RunningJob& running, const absl::Status& failure);
};

absl::Status WorkerLoop::State::Run(JobRecord job) {
  LogInfo(absl::StrCat("jobs/", job.id, ": attempt ", job.attempt, " of ", job.max_attempts,
                       ", token ", job.token));
  const Lease lease{job.id, job.lease_owner, job.token};
  std::optional<RunningJob> running;
  try {
    running.emplace(store, clock, &drain, &options, std::move(job));
  } catch (const std::exception& error) {  // no thread to keep the lease: others may have one
    const std::string reason = absl::StrCat("a worker could not start: ", error.what());
    CW_RETURN_IF_ERROR(store->Release(lease, clock->Now(), reason));
    return absl::UnavailableError(reason);
  }
  const absl::Status concluded = Conclude(*running, CallRunner(runner, *running));
  if (IsLeaseLost(concluded)) {
    LogWarning(
        absl::StrCat("jobs/", lease.job_id, " is another worker's now: ", concluded.message()));
    return absl::OkStatus();
  }
  return concluded;
}

absl::Status WorkerLoop::State::Conclude(RunningJob& running, absl::StatusOr<ModelRecord> result) {
  const Lease& lease = running.lease();
  absl::Status told;
  switch (DecideOutcome(result.status(), running.situation())) {
    case JobOutcome::kPublish:
      return Publish(running, *std::move(result));
    case JobOutcome::kDrop:
      return absl::FailedPreconditionError("lease lost");
    case JobOutcome::kFailAttempt:
      return FailAttempt(running, result.status());
    case JobOutcome::kHandBack:
      LogInfo(absl::StrCat("jobs/", lease.job_id, " is handed back"));
      return RetryTransient(
          [&] { return store->Release(lease, clock->Now(), "the worker was stopped"); });
    case JobOutcome::kCancel:
      LogInfo(absl::StrCat("jobs/", lease.job_id, " is cancelled"));
      told = RetryTransient([&] { return store->FinishCancelled(lease, clock->Now()); });
      break;
    case JobOutcome::kFail:
      LogWarning(absl::StrCat("jobs/", lease.job_id, " failed: ", result.status().ToString()));
      told =
          RetryTransient([&] { return store->Fail(lease, clock->Now(), Words(result.status())); });
      break;
  }
  if (told.ok()) running.RemoveCheckpoint();
  return told;
}

absl::Status WorkerLoop::State::Publish(RunningJob& running, ModelRecord model) {
  const absl::Status published =
      RetryTransient([&] { return store->Publish(running.lease(), model, clock->Now()).status(); });
  if (published.ok()) {
    LogInfo(absl::StrCat("jobs/", running.lease().job_id, " published models/", model.id));
    running.RemoveCheckpoint();
    return published;
  }
  if (IsTransient(published) || IsLeaseLost(published)) return published;
  return FailAttempt(running, published);
}

absl::Status WorkerLoop::State::FailAttempt(RunningJob& running, const absl::Status& failure) {
  LogWarning(
      absl::StrCat("jobs/", running.lease().job_id, ": the attempt failed: ", failure.ToString()));
  JobState state = JobState::kQueued;
  const absl::Status told = RetryTransient([&]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(state, store->FailAttempt(running.lease(), clock->Now(), Words(failure)));
    return absl::OkStatus();
  });
  if (told.ok() && IsFinal(state)) running.RemoveCheckpoint();
  return told;
}

WorkerLoop::WorkerLoop(JobStore* store, const Clock* clock, WorkerLoopOptions options,
                       JobRunner runner)
    : state_(new State{store, clock, std::move(options), std::move(runner), {}}) {}

WorkerLoop::~WorkerLoop() = default;

absl::StatusOr<bool> WorkerLoop::RunOne() {
  if (state_->drain.raised()) return false;
  CW_ASSIGN_OR_RETURN(
      std::optional<JobRecord> job,
      state_->store->Claim(state_->options.owner, state_->clock->Now(), state_->options.lease_ttl));
  if (!job.has_value()) return false;
  CW_RETURN_IF_ERROR(state_->Run(*std::move(job)));
  return true;
}

absl::Status WorkerLoop::Run() {
  while (!state_->drain.raised()) {
    const absl::StatusOr<bool> ran = RunOne();
    if (!ran.ok()) {
      if (!IsTransient(ran.status())) return ran.status();
      LogWarning(absl::StrCat("the store failed, waiting: ", ran.status().message()));
      state_->drain.WaitFor(kFailurePause);
    } else if (!*ran) {
      state_->drain.WaitFor(state_->options.poll_interval);
    }
  }
  return absl::OkStatus();
}

void WorkerLoop::RequestDrain() { state_->drain.Raise(); }

}  // namespace counterweight
