#include "src/jobs/running_job.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/durable_file.h"
#include "src/base/log.h"
#include "src/base/status_macros.h"
#include "src/jobs/checkpoint_file.h"
#include "src/jobs/store_retry.h"

namespace counterweight {

RunningJob::RunningJob(JobStore* store, const Clock* clock, const StopFlag* drain,
                       const WorkerLoopOptions* options, JobRecord job)
    : store_(store),
      clock_(clock),
      drain_(drain),
      options_(options),
      job_(std::move(job)),
      keeper_(store, clock, Lease{job_.id, job_.lease_owner, job_.token}, options->lease_ttl),
      checkpoint_(job_.checkpoint),
      last_checkpoint_(clock->Now()) {}

std::string RunningJob::PathOf(const std::string& checkpoint) const {
  return absl::StrCat(options_->checkpoint_dir, "/", checkpoint);
}

absl::Status RunningJob::Fenced(const absl::Status& status) {
  if (!IsLeaseLost(status)) return status;
  keeper_.MarkLost();
  return absl::AbortedError(status.message());
}

std::string RunningJob::LoadCheckpoint() {
  std::string name;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    name = checkpoint_;
  }
  if (name.empty()) return "";
  absl::StatusOr<std::string> state = ReadCheckpoint(PathOf(name));
  if (state.ok()) return *std::move(state);
  // Starting afresh costs time, never the result.
  LogWarning(absl::StrCat("jobs/", job_.id, " starts afresh: ", state.status().message()));
  return "";
}

absl::Status RunningJob::SaveCheckpoint(absl::string_view state) {
  const std::lock_guard<std::mutex> saving(saving_);
  if (keeper_.lost()) return absl::AbortedError("lease lost");
  const std::string name = CheckpointFileName(lease());
  std::string previous;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    previous = checkpoint_;
    // Counts even if it fails: a full disk should not be tried after every step.
    last_checkpoint_ = clock_->Now();
    if (drain_->raised()) drain_offered_ = true;
  }
  const absl::Status written = WriteCheckpoint(PathOf(name), state);
  // A directory that is away is our trouble, not the job's: NOT_FOUND would fail it for good.
  if (absl::IsNotFound(written)) return absl::UnavailableError(written.message());
  CW_RETURN_IF_ERROR(written);
  const absl::Status recorded =
      Fenced(RetryTransient([&] { return store_->RecordCheckpoint(lease(), name); }));
  if (!recorded.ok()) return recorded;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    checkpoint_ = name;
  }
  if (previous.empty() || previous == name) return absl::OkStatus();
  const absl::Status removed = RemoveFile(PathOf(previous));
  if (!removed.ok()) LogWarning(removed.message());
  return absl::OkStatus();
}

absl::Status RunningJob::ReportProgress(const std::string& payload) {
  const absl::Status status = Fenced(store_->AppendProgress(lease(), payload, clock_->Now()));
  if (status.ok() || absl::IsAborted(status)) return status;
  // Progress is for people to look at; training does not stop for it.
  LogWarning(absl::StrCat("progress of jobs/", job_.id, " is not recorded: ", status.message()));
  return absl::OkStatus();
}

bool RunningJob::WantsCheckpoint() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (drain_->raised() && !drain_offered_) {
    drain_offered_ = true;
    return true;
  }
  return clock_->Now() - last_checkpoint_ >= options_->checkpoint_interval;
}

absl::Status RunningJob::Continue() {
  if (keeper_.lost()) return absl::AbortedError("lease lost");
  if (keeper_.cancel_requested()) return absl::CancelledError("the job was cancelled");
  if (!drain_->raised()) return absl::OkStatus();
  const std::lock_guard<std::mutex> lock(mutex_);
  // The flag may have come up between WantsCheckpoint and this call: the runner gets one more step,
  // and with it the chance to save. One that does not ask by then cannot save where it stands.
  if (!drain_offered_ && !continued_while_draining_) {
    continued_while_draining_ = true;
    return absl::OkStatus();
  }
  return absl::AbortedError("the worker is being stopped");
}

JobSituation RunningJob::situation() const {
  JobSituation situation;
  situation.lease_lost = keeper_.lost();
  situation.cancel_requested = keeper_.cancel_requested();
  situation.draining = drain_->raised();
  return situation;
}

void RunningJob::RemoveCheckpoint() {
  std::string name;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    name = std::exchange(checkpoint_, "");
  }
  if (name.empty()) return;
  const absl::Status removed = RemoveFile(PathOf(name));
  if (!removed.ok()) LogWarning(removed.message());
}

}  // namespace counterweight
