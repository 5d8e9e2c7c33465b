// What happens to a job, as changes of a plain record: no clock, no SQL.
//
//   QUEUED --StartAttempt--> RUNNING --Finish--> SUCCEEDED, FAILED, CANCELLED
//      ^                        |
//      +----HandBack, LoseAttempt
//
// Each function returns the message of the event that tells watchers of the change.
#ifndef COUNTERWEIGHT_SRC_STORE_JOB_TRANSITIONS_H_
#define COUNTERWEIGHT_SRC_STORE_JOB_TRANSITIONS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "src/store/job_store.h"

namespace counterweight {

// FAILED_PRECONDITION "lease lost ..." unless `job` is RUNNING under exactly this lease.
absl::Status CheckLease(const JobRecord& job, const Lease& lease);

// Why a QUEUED job must not be claimed: the final state it belongs in, or QUEUED if it may be.
JobState StateBeforeClaim(const JobRecord& job);

// QUEUED -> RUNNING: one attempt and one token more, leased to `owner`.
std::string StartAttempt(JobRecord& job, const std::string& owner, absl::Time now,
                         absl::Duration ttl);

// RUNNING -> QUEUED with the attempt given back; CANCELLED if a cancel was asked for.
std::string HandBack(JobRecord& job, absl::Time now, const std::string& message);

// RUNNING -> CANCELLED if a cancel was asked for, FAILED if this was the last attempt, else QUEUED.
std::string LoseAttempt(JobRecord& job, absl::Time now, const std::string& reason);

// Into a final state. error: why, kept for FAILED only; by value, as it may be job.error.
std::string Finish(JobRecord& job, JobState final_state, absl::Time now, const std::string& error);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_JOB_TRANSITIONS_H_
