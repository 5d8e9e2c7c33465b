// The side of clients and watchers; job_leases.cc holds the side of workers and the supervisor.
#include "src/store/job_store.h"

#include <soci/soci.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/store/job_rows.h"
#include "src/store/job_transitions.h"
#include "src/store/select.h"
#include "src/store/transaction.h"

namespace counterweight {
namespace {

absl::Status CheckNewJob(soci::session& sql, const JobRecord& job) {
  if (job.max_attempts < 1) {
    return absl::InvalidArgumentError(absl::StrCat("max_attempts of jobs/", job.id,
                                                   " must be at least 1, is ", job.max_attempts));
  }
  if (CountRows(sql, "jobs WHERE id = :id", soci::use(job.id, "id")) > 0) {
    return absl::AlreadyExistsError(absl::StrCat("jobs/", job.id, " exists already"));
  }
  if (!job.request_id.empty() && CountRows(sql, "jobs WHERE request_id = :request",
                                           soci::use(job.request_id, "request")) > 0) {
    return absl::AlreadyExistsError(
        absl::StrCat("request_id ", job.request_id, " has made a job already"));
  }
  if (CountRows(sql, "datasets WHERE id = :id", soci::use(job.dataset_id, "id")) == 0) {
    return absl::NotFoundError(absl::StrCat("datasets/", job.dataset_id, " does not exist"));
  }
  return absl::OkStatus();
}

absl::StatusOr<StoredPage<JobRecord>> SelectJobs(soci::session& sql, const PageRequest& page,
                                                 std::optional<JobState> state) {
  if (!state.has_value()) return SelectPage<JobRow>(sql, page, "jobs", "1 = 1");
  const int number = static_cast<int>(*state);
  return SelectPage<JobRow>(sql, page, absl::StrCat("jobs/", JobStateName(*state)),
                            "state = :state", soci::use(number, "state"));
}

absl::Status CheckLimit(int limit) {
  if (limit >= 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("limit must be at least 1, is ", limit));
}

}  // namespace

absl::Status JobStore::Insert(const JobRecord& record) {
  JobRecord job = record;
  job.state = JobState::kQueued;
  return database_->Write([&](soci::session& sql) -> absl::Status {
    CW_RETURN_IF_ERROR(CheckNewJob(sql, job));
    InsertJob(sql, job);
    AppendStateEvent(sql, job, job.create_time, "");
    return absl::OkStatus();
  });
}

absl::StatusOr<JobRecord> JobStore::Get(const std::string& id) {
  return ReadValue(*database_, [&](soci::session& sql) { return LoadJob(sql, id); });
}

absl::StatusOr<std::optional<JobRecord>> JobStore::FindByRequestId(const std::string& request_id) {
  // Empty means none, not a request that many share.
  if (request_id.empty()) return std::optional<JobRecord>();
  return ReadValue(*database_, [&](soci::session& sql) {
    return SelectOne<JobRow>(sql, "WHERE request_id = :request", soci::use(request_id, "request"));
  });
}

absl::StatusOr<Page<JobRecord>> JobStore::List(const PageRequest& page,
                                               std::optional<JobState> state) {
  return ReadValue(*database_, [&](soci::session& sql) -> absl::StatusOr<Page<JobRecord>> {
    CW_ASSIGN_OR_RETURN(auto stored, SelectJobs(sql, page, state));
    return std::move(stored.page);
  });
}

absl::StatusOr<JobRecord> JobStore::Cancel(const std::string& id, absl::Time now) {
  return WriteValue(*database_, [&](soci::session& sql) -> absl::StatusOr<JobRecord> {
    CW_ASSIGN_OR_RETURN(JobRecord job, LoadJob(sql, id));
    if (IsFinal(job.state)) {
      return absl::FailedPreconditionError(
          absl::StrCat("jobs/", id, " has ended: it is ", JobStateName(job.state)));
    }
    job.cancel_requested = true;
    const bool at_once = job.state == JobState::kQueued;
    if (at_once) Finish(job, JobState::kCancelled, now, "");
    SaveJob(sql, job);
    if (at_once) AppendStateEvent(sql, job, now, "");
    return job;
  });
}

absl::StatusOr<std::vector<JobEventRecord>> JobStore::Events(const std::string& job_id,
                                                             int64_t after, int limit) {
  CW_RETURN_IF_ERROR(CheckLimit(limit));
  return ReadValue(*database_,
                   [&](soci::session& sql) -> absl::StatusOr<std::vector<JobEventRecord>> {
                     CW_RETURN_IF_ERROR(LoadJob(sql, job_id).status());
                     return LoadEventsOfJob(sql, job_id, after, limit);
                   });
}

absl::StatusOr<std::vector<JobEventRecord>> JobStore::EventsAfter(int64_t global_id, int limit) {
  CW_RETURN_IF_ERROR(CheckLimit(limit));
  return ReadValue(*database_,
                   [&](soci::session& sql) { return LoadEvents(sql, global_id, limit); });
}

absl::StatusOr<int64_t> JobStore::LastEventId() {
  return ReadValue(*database_, [](soci::session& sql) -> absl::StatusOr<int64_t> {
    int64_t id = 0;
    sql << "SELECT COALESCE(MAX(global_id), 0) FROM job_events", soci::into(id);
    return id;
  });
}

absl::StatusOr<JobCounts> JobStore::Counts() {
  return ReadValue(*database_, [](soci::session& sql) -> absl::StatusOr<JobCounts> {
    JobCounts counts;
    int state = 0;
    int64_t count = 0;
    soci::statement statement = (sql.prepare << "SELECT state, COUNT(*) FROM jobs GROUP BY state",
                                 soci::into(state), soci::into(count));
    statement.execute();
    while (statement.fetch()) counts.by_state[static_cast<JobState>(state)] = count;
    return counts;
  });
}

}  // namespace counterweight
