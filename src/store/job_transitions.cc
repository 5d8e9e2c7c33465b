#include "src/store/job_transitions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace counterweight {
namespace {

std::string AttemptOf(const JobRecord& job) {
  return absl::StrCat("attempt ", job.attempt, " of ", job.max_attempts);
}

// The token stays: the next claim's must be greater.
void DropLease(JobRecord& job) {
  job.lease_owner.clear();
  job.lease_expiry.reset();
}

}  // namespace

absl::string_view JobStateName(JobState state) {
  switch (state) {
    case JobState::kQueued:
      return "QUEUED";
    case JobState::kRunning:
      return "RUNNING";
    case JobState::kSucceeded:
      return "SUCCEEDED";
    case JobState::kFailed:
      return "FAILED";
    case JobState::kCancelled:
      return "CANCELLED";
  }
  return "UNKNOWN";
}

absl::Status CheckLease(const JobRecord& job, const Lease& lease) {
  if (job.state == JobState::kRunning && job.token == lease.token &&
      job.lease_owner == lease.owner) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("lease lost: jobs/", job.id, " is ", JobStateName(job.state), " with token ",
                   job.token, "; ", lease.owner, " held token ", lease.token));
}

JobState StateBeforeClaim(const JobRecord& job) {
  if (job.cancel_requested) return JobState::kCancelled;
  if (job.attempt >= job.max_attempts) return JobState::kFailed;
  return JobState::kQueued;
}

std::string StartAttempt(JobRecord& job, const std::string& owner, absl::Time now,
                         absl::Duration ttl) {
  job.state = JobState::kRunning;
  ++job.attempt;
  ++job.token;
  job.lease_owner = owner;
  job.lease_expiry = now + ttl;
  job.error.clear();
  if (!job.start_time.has_value()) job.start_time = now;
  return job.attempt > 1 ? AttemptOf(job) : std::string();
}

std::string HandBack(JobRecord& job, absl::Time now, const std::string& message) {
  if (job.cancel_requested) return Finish(job, JobState::kCancelled, now, "");
  job.state = JobState::kQueued;
  job.attempt = std::max(0, job.attempt - 1);
  DropLease(job);
  return message;
}

std::string LoseAttempt(JobRecord& job, absl::Time now, const std::string& reason) {
  if (job.cancel_requested) return Finish(job, JobState::kCancelled, now, "");
  const std::string message = absl::StrCat(reason, "; ", AttemptOf(job));
  if (job.attempt >= job.max_attempts) return Finish(job, JobState::kFailed, now, message);
  job.state = JobState::kQueued;
  job.error = message;
  DropLease(job);
  return message;
}

std::string Finish(JobRecord& job, JobState final_state, absl::Time now, const std::string& error) {
  job.state = final_state;
  job.end_time = now;
  std::string reason;  // apart from job.error, which `error` may be
  if (final_state == JobState::kFailed) {
    reason = error.empty() ? absl::StrCat("failed; ", AttemptOf(job)) : error;
  }
  job.error = std::move(reason);
  DropLease(job);
  return job.error;
}

}  // namespace counterweight
