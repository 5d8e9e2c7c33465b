// Jobs as rows: the queue, leases with fencing tokens, events. Every method is one transaction.
#ifndef COUNTERWEIGHT_SRC_STORE_JOB_STORE_H_
#define COUNTERWEIGHT_SRC_STORE_JOB_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "src/store/database.h"
#include "src/store/model_store.h"
#include "src/store/page.h"

namespace counterweight {

// Values are stored: never renumber.
enum class JobState : int {
  kQueued = 1,
  kRunning = 2,
  kSucceeded = 3,
  kFailed = 4,
  kCancelled = 5
};

inline bool IsFinal(JobState state) { return state >= JobState::kSucceeded; }
absl::string_view JobStateName(JobState state);  // "QUEUED", ...

struct JobRecord {
  std::string id;  // "job-..."
  std::string dataset_id;
  std::string method;
  std::map<std::string, std::string> options;
  uint64_t seed = 0;
  std::string model_display_name;
  JobState state = JobState::kQueued;
  absl::Time create_time;
  std::optional<absl::Time> start_time, end_time;
  int attempt = 0;  // claims since the last durable progress
  int max_attempts = 3;
  int64_t token = 0;  // grows with every claim: the fencing token of the current lease
  std::string lease_owner;
  std::optional<absl::Time> lease_expiry;
  bool cancel_requested = false;
  // FAILED: why. QUEUED after a lost attempt: why that attempt failed. Else empty.
  std::string error;
  std::string model_id;
  std::string progress;    // payload of the last progress event, opaque
  std::string checkpoint;  // file name of the last durable checkpoint, or empty
  std::string request_id, request_fingerprint;
};

// Events are kept as long as their job: a job has a handful of state events, and its worker decides
// how often it reports progress (some hundred times).
enum class JobEventKind : int { kState = 1, kProgress = 2 };

struct JobEventRecord {
  int64_t global_id = 0;  // grows over all jobs, in commit order
  std::string job_id;
  int64_t sequence = 0;  // 1, 2, ... within the job
  absl::Time time;
  JobEventKind kind = JobEventKind::kState;
  JobState state = JobState::kQueued;  // kState: entered; kProgress: the job's (RUNNING)
  std::string payload;                 // kProgress: opaque
  std::string message;                 // why, where there is more to say than the state
};

// What a worker holds while it works. Every write of a worker carries it; FAILED_PRECONDITION
// "lease lost" if the job's token or owner is no longer this.
struct Lease {
  std::string job_id;
  std::string owner;
  int64_t token = 0;
};

struct JobCounts {
  std::map<JobState, int64_t> by_state;  // every state present
};

// Thread-safe, like Database, which must outlive it. Time comes in as `now`.
class JobStore {
 public:
  explicit JobStore(Database* database) : database_(database) {}

  // --- what clients do ---
  // Inserts QUEUED and its first event. NOT_FOUND if the dataset does not exist; ALREADY_EXISTS if
  // the id or a non-empty request_id is taken.
  absl::Status Insert(const JobRecord& record);
  absl::StatusOr<JobRecord> Get(const std::string& id);  // NOT_FOUND "jobs/{id} does not exist"
  absl::StatusOr<std::optional<JobRecord>> FindByRequestId(const std::string& request_id);
  absl::StatusOr<Page<JobRecord>> List(const PageRequest& page, std::optional<JobState> state);
  // QUEUED -> CANCELLED at once; RUNNING: sets cancel_requested. FAILED_PRECONDITION if final.
  absl::StatusOr<JobRecord> Cancel(const std::string& id, absl::Time now);

  // --- what workers do ---
  // Takes the oldest QUEUED job: RUNNING, attempt + 1, token + 1, lease until now + ttl. A job
  // whose attempts are used up is made FAILED (message from its `error` so far) and the next one is
  // looked at. nullopt: nothing to do.
  absl::StatusOr<std::optional<JobRecord>> Claim(const std::string& owner, absl::Time now,
                                                 absl::Duration ttl);
  // Extends the lease. Out: true if a cancel was asked for.
  absl::StatusOr<bool> Renew(const Lease& lease, absl::Time now, absl::Duration ttl);
  absl::Status AppendProgress(const Lease& lease, const std::string& payload, absl::Time now);
  // The checkpoint is durable: records it and sets attempt to 1 (this claim).
  absl::Status RecordCheckpoint(const Lease& lease, const std::string& checkpoint);
  // Hands the job back unharmed (drain): QUEUED, the attempt given back.
  // CANCELLED if a cancel was asked for.
  absl::Status Release(const Lease& lease, absl::Time now, const std::string& message);
  // This attempt failed, another may not: QUEUED again, or CANCELLED or FAILED as with
  // ExpireLeases. Out: which.
  absl::StatusOr<JobState> FailAttempt(const Lease& lease, absl::Time now,
                                       const std::string& error);
  // No attempt can succeed: FAILED at once.
  absl::Status Fail(const Lease& lease, absl::Time now, const std::string& error);
  absl::Status FinishCancelled(const Lease& lease, absl::Time now);
  // Inserts the model (its version assigned; job_id and dataset_id are the job's) and makes the job
  // SUCCEEDED, in one transaction. A cancel that was asked for too late is dropped. ALREADY_EXISTS
  // if the model's id is taken.
  absl::StatusOr<ModelRecord> Publish(const Lease& lease, ModelRecord model, absl::Time now);

  // --- what the supervisor does ---
  // RUNNING jobs whose lease ran out go back to QUEUED (CANCELLED if a cancel was asked for; FAILED
  // if attempts are used up, with `error` saying that the worker died). Out: how many.
  absl::StatusOr<int> ExpireLeases(absl::Time now);
  // The same for every job held by `owner`, whose process is known to be dead. reason: for people,
  // "worker killed by signal 9".
  absl::StatusOr<int> ExpireLeasesOf(const std::string& owner, absl::Time now,
                                     const std::string& reason);

  // --- what watchers do ---
  // Events of one job with sequence > after, ascending, at most `limit` (>= 1). NOT_FOUND if there
  // is no such job.
  absl::StatusOr<std::vector<JobEventRecord>> Events(const std::string& job_id, int64_t after,
                                                     int limit);
  // Events of all jobs with global_id > after, ascending, at most `limit`.
  absl::StatusOr<std::vector<JobEventRecord>> EventsAfter(int64_t global_id, int limit);
  absl::StatusOr<int64_t> LastEventId();  // 0: none
  absl::StatusOr<JobCounts> Counts();

 private:
  Database* database_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_JOB_STORE_H_
