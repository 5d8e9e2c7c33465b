#include "src/store/job_rows.h"

#include <utility>

#include "absl/base/casts.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/store/column_codec.h"
#include "src/store/select.h"

namespace counterweight {
namespace {

struct EventRow {
  using Record = JobEventRecord;
  static constexpr char kTable[] = "job_events";
  static constexpr char kColumns[] =
      "global_id, job_id, sequence, time, kind, state, payload, message";

  void Define(soci::statement& statement) {
    statement.exchange(soci::into(record_.global_id));
    statement.exchange(soci::into(record_.job_id));
    statement.exchange(soci::into(record_.sequence));
    statement.exchange(soci::into(time_));
    statement.exchange(soci::into(kind_));
    statement.exchange(soci::into(state_));
    statement.exchange(soci::into(payload_));
    statement.exchange(soci::into(record_.message));
  }

  int64_t ordinal() const { return record_.global_id; }

  absl::StatusOr<JobEventRecord> ToRecord() const {
    JobEventRecord record = record_;
    record.time = absl::FromUnixMicros(time_);
    record.kind = static_cast<JobEventKind>(kind_);
    record.state = static_cast<JobState>(state_);
    CW_ASSIGN_OR_RETURN(record.payload, DecodeBytes(payload_));
    return record;
  }

 private:
  JobEventRecord record_;
  int64_t time_ = 0;
  int kind_ = 0, state_ = 0;
  std::string payload_;
};

// A time that may be absent, as SOCI wants it: a value and an indicator.
struct NullableMicros {
  explicit NullableMicros(const std::optional<absl::Time>& time)
      : micros(time.has_value() ? absl::ToUnixMicros(*time) : 0),
        indicator(time.has_value() ? soci::i_ok : soci::i_null) {}
  const int64_t micros;
  soci::indicator indicator;  // SOCI asks for a mutable one
};

void AppendEvent(soci::session& sql, const JobRecord& job, absl::Time now, JobEventKind kind,
                 const std::string& payload, const std::string& message) {
  const int64_t time = absl::ToUnixMicros(now);
  const int kind_number = static_cast<int>(kind);
  const int state = static_cast<int>(job.state);
  const std::string encoded = EncodeBytes(payload);
  // The write lock makes MAX + 1 safe: no other transaction appends in between.
  sql << "INSERT INTO job_events (job_id, sequence, time, kind, state, payload, message) "
         "SELECT :job, COALESCE(MAX(sequence), 0) + 1, :time, :kind, :state, :payload, :message "
         "FROM job_events WHERE job_id = :job",
      soci::use(job.id, "job"), soci::use(time, "time"), soci::use(kind_number, "kind"),
      soci::use(state, "state"), soci::use(encoded, "payload"), soci::use(message, "message");
}

std::vector<JobEventRecord> Records(std::vector<Stored<JobEventRecord>> rows) {
  std::vector<JobEventRecord> events;
  events.reserve(rows.size());
  for (Stored<JobEventRecord>& row : rows) events.push_back(std::move(row.record));
  return events;
}

}  // namespace

std::optional<absl::Time> JobRow::OptionalTime::Get() const {
  if (indicator == soci::i_null) return std::nullopt;
  return absl::FromUnixMicros(micros);
}

void JobRow::Define(soci::statement& statement) {
  statement.exchange(soci::into(ordinal_));
  statement.exchange(soci::into(record_.id));
  statement.exchange(soci::into(record_.dataset_id));
  statement.exchange(soci::into(record_.method));
  statement.exchange(soci::into(options_));
  statement.exchange(soci::into(seed_));
  statement.exchange(soci::into(record_.model_display_name));
  statement.exchange(soci::into(state_));
  statement.exchange(soci::into(create_time_));
  statement.exchange(soci::into(start_time_.micros, start_time_.indicator));
  statement.exchange(soci::into(end_time_.micros, end_time_.indicator));
  statement.exchange(soci::into(record_.attempt));
  statement.exchange(soci::into(record_.max_attempts));
  statement.exchange(soci::into(record_.token));
  statement.exchange(soci::into(record_.lease_owner));
  statement.exchange(soci::into(lease_expiry_.micros, lease_expiry_.indicator));
  statement.exchange(soci::into(cancel_requested_));
  statement.exchange(soci::into(record_.error));
  statement.exchange(soci::into(record_.model_id));
  statement.exchange(soci::into(progress_));
  statement.exchange(soci::into(record_.checkpoint));
  statement.exchange(soci::into(record_.request_id));
  statement.exchange(soci::into(record_.request_fingerprint));
}

absl::StatusOr<JobRecord> JobRow::ToRecord() const {
  JobRecord record = record_;
  CW_ASSIGN_OR_RETURN(record.options, DecodeOptions(options_));
  CW_ASSIGN_OR_RETURN(record.progress, DecodeBytes(progress_));
  record.seed = absl::bit_cast<uint64_t>(seed_);
  record.state = static_cast<JobState>(state_);
  record.create_time = absl::FromUnixMicros(create_time_);
  record.start_time = start_time_.Get();
  record.end_time = end_time_.Get();
  record.lease_expiry = lease_expiry_.Get();
  record.cancel_requested = cancel_requested_ != 0;
  return record;
}

absl::StatusOr<JobRecord> LoadJob(soci::session& sql, const std::string& id) {
  CW_ASSIGN_OR_RETURN(auto record, (SelectOne<JobRow>(sql, "WHERE id = :id", soci::use(id, "id"))));
  if (!record.has_value()) {
    return absl::NotFoundError(absl::StrCat("jobs/", id, " does not exist"));
  }
  return *std::move(record);
}

void InsertJob(soci::session& sql, const JobRecord& job) {
  const std::string options = EncodeOptions(job.options);
  const auto seed = absl::bit_cast<int64_t>(job.seed);
  const int state = static_cast<int>(job.state);
  const int64_t create_time = absl::ToUnixMicros(job.create_time);
  sql << "INSERT INTO jobs (id, dataset_id, method, options, seed, model_display_name, state, "
         "create_time, attempt, max_attempts, token, lease_owner, cancel_requested, error, "
         "model_id, progress, checkpoint, request_id, request_fingerprint) VALUES (:id, :dataset, "
         ":method, :options, :seed, :model_name, :state, :create_time, 0, :max_attempts, 0, '', 0, "
         "'', '', '', '', :request, :fingerprint)",
      soci::use(job.id, "id"), soci::use(job.dataset_id, "dataset"),
      soci::use(job.method, "method"), soci::use(options, "options"), soci::use(seed, "seed"),
      soci::use(job.model_display_name, "model_name"), soci::use(state, "state"),
      soci::use(create_time, "create_time"), soci::use(job.max_attempts, "max_attempts"),
      soci::use(job.request_id, "request"), soci::use(job.request_fingerprint, "fingerprint");
}

void SaveJob(soci::session& sql, const JobRecord& job) {
  const int state = static_cast<int>(job.state);
  const int cancel_requested = job.cancel_requested ? 1 : 0;
  NullableMicros start_time(job.start_time), end_time(job.end_time);
  NullableMicros lease_expiry(job.lease_expiry);
  const std::string progress = EncodeBytes(job.progress);
  sql << "UPDATE jobs SET state = :state, start_time = :start_time, end_time = :end_time, "
         "attempt = :attempt, token = :token, lease_owner = :owner, lease_expiry = :expiry, "
         "cancel_requested = :cancel, error = :error, model_id = :model, progress = :progress, "
         "checkpoint = :checkpoint WHERE id = :id",
      soci::use(state, "state"), soci::use(start_time.micros, start_time.indicator, "start_time"),
      soci::use(end_time.micros, end_time.indicator, "end_time"), soci::use(job.attempt, "attempt"),
      soci::use(job.token, "token"), soci::use(job.lease_owner, "owner"),
      soci::use(lease_expiry.micros, lease_expiry.indicator, "expiry"),
      soci::use(cancel_requested, "cancel"), soci::use(job.error, "error"),
      soci::use(job.model_id, "model"), soci::use(progress, "progress"),
      soci::use(job.checkpoint, "checkpoint"), soci::use(job.id, "id");
}

void AppendStateEvent(soci::session& sql, const JobRecord& job, absl::Time now,
                      const std::string& message) {
  AppendEvent(sql, job, now, JobEventKind::kState, "", message);
}

void AppendProgressEvent(soci::session& sql, const JobRecord& job, absl::Time now,
                         const std::string& payload) {
  AppendEvent(sql, job, now, JobEventKind::kProgress, payload, "");
}

absl::StatusOr<std::vector<JobEventRecord>> LoadEventsOfJob(soci::session& sql,
                                                            const std::string& job_id,
                                                            int64_t after, int limit) {
  CW_ASSIGN_OR_RETURN(
      auto rows, (Select<EventRow>(sql,
                                   "WHERE job_id = :job AND sequence > :after ORDER BY sequence "
                                   "LIMIT :event_limit",
                                   soci::use(job_id, "job"), soci::use(after, "after"),
                                   soci::use(limit, "event_limit"))));
  return Records(std::move(rows));
}

absl::StatusOr<std::vector<JobEventRecord>> LoadEvents(soci::session& sql, int64_t after,
                                                       int limit) {
  CW_ASSIGN_OR_RETURN(
      auto rows,
      (Select<EventRow>(sql, "WHERE global_id > :after ORDER BY global_id LIMIT :event_limit",
                        soci::use(after, "after"), soci::use(limit, "event_limit"))));
  return Records(std::move(rows));
}

}  // namespace counterweight
