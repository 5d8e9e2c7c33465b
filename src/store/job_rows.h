// Rows of jobs and their events, within a transaction of the caller; private to this module.
#ifndef COUNTERWEIGHT_SRC_STORE_JOB_ROWS_H_
#define COUNTERWEIGHT_SRC_STORE_JOB_ROWS_H_

#include <soci/soci.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/store/job_store.h"

namespace counterweight {

// One row of `jobs`; see select.h.
class JobRow {
 public:
  using Record = JobRecord;
  static constexpr char kTable[] = "jobs";
  static constexpr char kColumns[] =
      "ordinal, id, dataset_id, method, options, seed, model_display_name, state, create_time, "
      "start_time, end_time, attempt, max_attempts, token, lease_owner, lease_expiry, "
      "cancel_requested, error, model_id, progress, checkpoint, request_id, request_fingerprint";

  void Define(soci::statement& statement);
  int64_t ordinal() const { return ordinal_; }
  absl::StatusOr<JobRecord> ToRecord() const;

 private:
  // A column that may be NULL.
  struct OptionalTime {
    int64_t micros = 0;
    soci::indicator indicator = soci::i_null;
    std::optional<absl::Time> Get() const;
  };

  int64_t ordinal_ = 0;
  JobRecord record_;  // the columns that need no decoding
  std::string options_, progress_;
  int64_t seed_ = 0, create_time_ = 0;
  int state_ = 0, cancel_requested_ = 0;
  OptionalTime start_time_, end_time_, lease_expiry_;
};

// SOCI's exceptions pass through to Database.

// NOT_FOUND "jobs/{id} does not exist".
absl::StatusOr<JobRecord> LoadJob(soci::session& sql, const std::string& id);
void InsertJob(soci::session& sql, const JobRecord& job);
// Writes what transitions and workers change; the rest of a job never changes.
void SaveJob(soci::session& sql, const JobRecord& job);

// Tells watchers that `job` entered its state.
void AppendStateEvent(soci::session& sql, const JobRecord& job, absl::Time now,
                      const std::string& message);
void AppendProgressEvent(soci::session& sql, const JobRecord& job, absl::Time now,
                         const std::string& payload);
// Events of one job, or of all: `after` is a sequence, or a global id.
absl::StatusOr<std::vector<JobEventRecord>> LoadEventsOfJob(soci::session& sql,
                                                            const std::string& job_id,
                                                            int64_t after, int limit);
absl::StatusOr<std::vector<JobEventRecord>> LoadEvents(soci::session& sql, int64_t after,
                                                       int limit);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_JOB_ROWS_H_
