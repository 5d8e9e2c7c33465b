// The side of workers and the supervisor: claims, leases, ends.
#include <soci/soci.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/store/job_rows.h"
#include "src/store/job_store.h"
#include "src/store/job_transitions.h"
#include "src/store/model_rows.h"
#include "src/store/select.h"
#include "src/store/transaction.h"

namespace counterweight {
namespace {

absl::StatusOr<std::optional<JobRecord>> OldestQueued(soci::session& sql) {
  const int queued = static_cast<int>(JobState::kQueued);
  return SelectOne<JobRow>(sql, "WHERE state = :state ORDER BY ordinal LIMIT 1",
                           soci::use(queued, "state"));
}

// Loads the job of a lease and checks that the lease holds, still within the transaction that acts
// on it: this is the fence against a worker that was given up.
absl::StatusOr<JobRecord> LoadLeased(soci::session& sql, const Lease& lease) {
  absl::StatusOr<JobRecord> job = LoadJob(sql, lease.job_id);
  if (absl::IsNotFound(job.status())) {
    return absl::FailedPreconditionError(absl::StrCat("lease lost: ", job.status().message()));
  }
  CW_RETURN_IF_ERROR(job.status());
  CW_RETURN_IF_ERROR(CheckLease(*job, lease));
  return job;
}

// Changes a leased job in one transaction. `change` may write more rows before the job is saved.
// Out: the job as it is now.
absl::StatusOr<JobRecord> ChangeLeased(
    Database& database, const Lease& lease,
    const std::function<absl::Status(soci::session&, JobRecord&)>& change) {
  return WriteValue(database, [&](soci::session& sql) -> absl::StatusOr<JobRecord> {
    CW_ASSIGN_OR_RETURN(JobRecord job, LoadLeased(sql, lease));
    CW_RETURN_IF_ERROR(change(sql, job));
    SaveJob(sql, job);
    return job;
  });
}

// Moves a leased job out of RUNNING and tells watchers. Out: the job as it is now.
absl::StatusOr<JobRecord> EndLease(Database& database, const Lease& lease, absl::Time now,
                                   const std::function<std::string(JobRecord&)>& transition) {
  return ChangeLeased(database, lease, [&](soci::session& sql, JobRecord& job) {
    const std::string message = transition(job);
    AppendStateEvent(sql, job, now, message);
    return absl::OkStatus();
  });
}

// The attempt of each of `jobs` is lost. reason: of a job, for people.
int LoseAttempts(soci::session& sql, std::vector<Stored<JobRecord>> jobs, absl::Time now,
                 const std::function<std::string(const JobRecord&)>& reason) {
  for (Stored<JobRecord>& stored : jobs) {
    JobRecord& job = stored.record;
    const std::string message = LoseAttempt(job, now, reason(job));
    SaveJob(sql, job);
    AppendStateEvent(sql, job, now, message);
  }
  return static_cast<int>(jobs.size());
}

// The oldest job that may be claimed; those before it that may not are ended.
absl::StatusOr<std::optional<JobRecord>> ClaimOldest(soci::session& sql, const std::string& owner,
                                                     absl::Time now, absl::Duration ttl) {
  while (true) {
    CW_ASSIGN_OR_RETURN(std::optional<JobRecord> job, OldestQueued(sql));
    if (!job.has_value()) return job;
    const JobState state = StateBeforeClaim(*job);
    const bool claimable = state == JobState::kQueued;
    const std::string message =
        claimable ? StartAttempt(*job, owner, now, ttl) : Finish(*job, state, now, job->error);
    SaveJob(sql, *job);
    AppendStateEvent(sql, *job, now, message);
    if (claimable) return job;
  }
}

}  // namespace

absl::StatusOr<std::optional<JobRecord>> JobStore::Claim(const std::string& owner, absl::Time now,
                                                         absl::Duration ttl) {
  // Idle workers ask often; a read does not take the write lock from those that work.
  CW_ASSIGN_OR_RETURN(const std::optional<JobRecord> waiting,
                      ReadValue(*database_, [](soci::session& sql) { return OldestQueued(sql); }));
  if (!waiting.has_value()) return std::optional<JobRecord>();
  return WriteValue(*database_,
                    [&](soci::session& sql) { return ClaimOldest(sql, owner, now, ttl); });
}

absl::StatusOr<bool> JobStore::Renew(const Lease& lease, absl::Time now, absl::Duration ttl) {
  CW_ASSIGN_OR_RETURN(const JobRecord job,
                      ChangeLeased(*database_, lease, [&](soci::session&, JobRecord& renewed) {
                        renewed.lease_expiry = now + ttl;
                        return absl::OkStatus();
                      }));
  return job.cancel_requested;
}

absl::Status JobStore::AppendProgress(const Lease& lease, const std::string& payload,
                                      absl::Time now) {
  return ChangeLeased(*database_, lease,
                      [&](soci::session& sql, JobRecord& job) {
                        job.progress = payload;
                        AppendProgressEvent(sql, job, now, payload);
                        return absl::OkStatus();
                      })
      .status();
}

absl::Status JobStore::RecordCheckpoint(const Lease& lease, const std::string& checkpoint) {
  return ChangeLeased(*database_, lease,
                      [&](soci::session&, JobRecord& job) {
                        job.checkpoint = checkpoint;
                        // Durable progress: the attempts before it no longer count.
                        job.attempt = 1;
                        return absl::OkStatus();
                      })
      .status();
}

absl::Status JobStore::Release(const Lease& lease, absl::Time now, const std::string& message) {
  return EndLease(*database_, lease, now,
                  [&](JobRecord& job) { return HandBack(job, now, message); })
      .status();
}

absl::StatusOr<JobState> JobStore::FailAttempt(const Lease& lease, absl::Time now,
                                               const std::string& error) {
  CW_ASSIGN_OR_RETURN(const JobRecord job, EndLease(*database_, lease, now, [&](JobRecord& ending) {
                        return LoseAttempt(ending, now, error);
                      }));
  return job.state;
}

absl::Status JobStore::Fail(const Lease& lease, absl::Time now, const std::string& error) {
  return EndLease(*database_, lease, now,
                  [&](JobRecord& job) { return Finish(job, JobState::kFailed, now, error); })
      .status();
}

absl::Status JobStore::FinishCancelled(const Lease& lease, absl::Time now) {
  return EndLease(*database_, lease, now,
                  [&](JobRecord& job) { return Finish(job, JobState::kCancelled, now, ""); })
      .status();
}

absl::StatusOr<ModelRecord> JobStore::Publish(const Lease& lease, ModelRecord model,
                                              absl::Time now) {
  model.aliases.clear();
  CW_RETURN_IF_ERROR(ChangeLeased(*database_, lease, [&](soci::session& sql, JobRecord& job) {
                       model.job_id = job.id;
                       model.dataset_id = job.dataset_id;
                       const absl::StatusOr<int64_t> version = InsertModel(sql, model);
                       if (!version.ok()) return version.status();
                       model.version = *version;
                       Finish(job, JobState::kSucceeded, now, "");
                       job.model_id = model.id;
                       AppendStateEvent(sql, job, now, "");
                       return absl::OkStatus();
                     }).status());
  return model;
}

absl::StatusOr<int> JobStore::ExpireLeases(absl::Time now) {
  const int running = static_cast<int>(JobState::kRunning);
  const int64_t micros = absl::ToUnixMicros(now);
  // Mostly nothing has expired; a read does not take the write lock from those that work.
  CW_ASSIGN_OR_RETURN(const int64_t expired,
                      ReadValue(*database_, [&](soci::session& sql) -> absl::StatusOr<int64_t> {
                        return CountRows(sql, "jobs WHERE state = :state AND lease_expiry <= :now",
                                         soci::use(running, "state"), soci::use(micros, "now"));
                      }));
  if (expired == 0) return 0;
  return WriteValue(*database_, [&](soci::session& sql) -> absl::StatusOr<int> {
    CW_ASSIGN_OR_RETURN(
        auto jobs,
        (Select<JobRow>(sql, "WHERE state = :state AND lease_expiry <= :now ORDER BY ordinal",
                        soci::use(running, "state"), soci::use(micros, "now"))));
    return LoseAttempts(sql, std::move(jobs), now, [](const JobRecord& job) {
      return absl::StrCat("worker died: ", job.lease_owner, " let its lease run out");
    });
  });
}

absl::StatusOr<int> JobStore::ExpireLeasesOf(const std::string& owner, absl::Time now,
                                             const std::string& reason) {
  const int running = static_cast<int>(JobState::kRunning);
  return WriteValue(*database_, [&](soci::session& sql) -> absl::StatusOr<int> {
    CW_ASSIGN_OR_RETURN(
        auto jobs,
        (Select<JobRow>(sql, "WHERE state = :state AND lease_owner = :owner ORDER BY ordinal",
                        soci::use(running, "state"), soci::use(owner, "owner"))));
    return LoseAttempts(sql, std::move(jobs), now, [&](const JobRecord&) { return reason; });
  });
}

}  // namespace counterweight
