#include "src/store/dataset_store.h"

#include <soci/soci.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/store/column_codec.h"
#include "src/store/job_store.h"
#include "src/store/select.h"
#include "src/store/transaction.h"

namespace counterweight {
namespace {

struct DatasetRow {
  using Record = DatasetRecord;
  static constexpr char kTable[] = "datasets";
  static constexpr char kColumns[] =
      "ordinal, id, display_name, create_time, blob, blob_bytes, uploaded_bytes, uploaded_sha256, "
      "description, request_id, request_fingerprint";

  void Define(soci::statement& statement) {
    statement.exchange(soci::into(ordinal_));
    statement.exchange(soci::into(record_.id));
    statement.exchange(soci::into(record_.display_name));
    statement.exchange(soci::into(create_time_));
    statement.exchange(soci::into(record_.blob));
    statement.exchange(soci::into(record_.blob_bytes));
    statement.exchange(soci::into(record_.uploaded_bytes));
    statement.exchange(soci::into(record_.uploaded_sha256));
    statement.exchange(soci::into(description_));
    statement.exchange(soci::into(record_.request_id));
    statement.exchange(soci::into(record_.request_fingerprint));
  }

  int64_t ordinal() const { return ordinal_; }

  absl::StatusOr<DatasetRecord> ToRecord() const {
    DatasetRecord record = record_;
    record.create_time = absl::FromUnixMicros(create_time_);
    CW_ASSIGN_OR_RETURN(record.description, DecodeBytes(description_));
    return record;
  }

 private:
  int64_t ordinal_ = 0;
  DatasetRecord record_;
  int64_t create_time_ = 0;
  std::string description_;
};

absl::Status NotFound(const std::string& id) {
  return absl::NotFoundError(absl::StrCat("datasets/", id, " does not exist"));
}

absl::StatusOr<DatasetRecord> Load(soci::session& sql, const std::string& id) {
  CW_ASSIGN_OR_RETURN(auto record,
                      (SelectOne<DatasetRow>(sql, "WHERE id = :id", soci::use(id, "id"))));
  if (!record.has_value()) return NotFound(id);
  return *std::move(record);
}

absl::Status CheckUnused(soci::session& sql, const DatasetRecord& record) {
  if (CountRows(sql, "datasets WHERE id = :id", soci::use(record.id, "id")) > 0) {
    return absl::AlreadyExistsError(absl::StrCat("datasets/", record.id, " exists already"));
  }
  if (!record.request_id.empty() && CountRows(sql, "datasets WHERE request_id = :request",
                                              soci::use(record.request_id, "request")) > 0) {
    return absl::AlreadyExistsError(
        absl::StrCat("request_id ", record.request_id, " has made a dataset already"));
  }
  return absl::OkStatus();
}

void InsertRow(soci::session& sql, const DatasetRecord& record) {
  const int64_t create_time = absl::ToUnixMicros(record.create_time);
  const std::string description = EncodeBytes(record.description);
  sql << "INSERT INTO datasets (id, display_name, create_time, blob, blob_bytes, uploaded_bytes, "
         "uploaded_sha256, description, request_id, request_fingerprint) VALUES (:id, "
         ":display_name, :create_time, :blob, :blob_bytes, :uploaded_bytes, :uploaded_sha256, "
         ":description, :request_id, :request_fingerprint)",
      soci::use(record.id, "id"), soci::use(record.display_name, "display_name"),
      soci::use(create_time, "create_time"), soci::use(record.blob, "blob"),
      soci::use(record.blob_bytes, "blob_bytes"),
      soci::use(record.uploaded_bytes, "uploaded_bytes"),
      soci::use(record.uploaded_sha256, "uploaded_sha256"), soci::use(description, "description"),
      soci::use(record.request_id, "request_id"),
      soci::use(record.request_fingerprint, "request_fingerprint");
}

// FAILED_PRECONDITION naming the first job that still needs the dataset.
absl::Status CheckNoUnfinishedJob(soci::session& sql, const std::string& id) {
  const int queued = static_cast<int>(JobState::kQueued);
  const int running = static_cast<int>(JobState::kRunning);
  std::string job;
  sql << "SELECT id FROM jobs WHERE dataset_id = :dataset AND state IN (:queued, :running) "
         "ORDER BY ordinal LIMIT 1",
      soci::into(job), soci::use(id, "dataset"), soci::use(queued, "queued"),
      soci::use(running, "running");
  if (!sql.got_data()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("datasets/", id, " is in use: jobs/", job, " has not ended"));
}

}  // namespace

absl::Status DatasetStore::Insert(const DatasetRecord& record) {
  return database_->Write([&](soci::session& sql) -> absl::Status {
    CW_RETURN_IF_ERROR(CheckUnused(sql, record));
    InsertRow(sql, record);
    return absl::OkStatus();
  });
}

absl::StatusOr<DatasetRecord> DatasetStore::Get(const std::string& id) {
  return ReadValue(*database_, [&](soci::session& sql) { return Load(sql, id); });
}

absl::StatusOr<std::optional<DatasetRecord>> DatasetStore::FindByRequestId(
    const std::string& request_id) {
  // Empty means none, not a request that many share.
  if (request_id.empty()) return std::optional<DatasetRecord>();
  return ReadValue(*database_, [&](soci::session& sql) {
    return SelectOne<DatasetRow>(sql, "WHERE request_id = :request",
                                 soci::use(request_id, "request"));
  });
}

absl::StatusOr<Page<DatasetRecord>> DatasetStore::List(const PageRequest& page) {
  return ReadValue(*database_, [&](soci::session& sql) -> absl::StatusOr<Page<DatasetRecord>> {
    CW_ASSIGN_OR_RETURN(auto stored, (SelectPage<DatasetRow>(sql, page, "datasets", "1 = 1")));
    return std::move(stored.page);
  });
}

absl::StatusOr<std::string> DatasetStore::Delete(const std::string& id) {
  return WriteValue(*database_, [&](soci::session& sql) -> absl::StatusOr<std::string> {
    CW_ASSIGN_OR_RETURN(const DatasetRecord record, Load(sql, id));
    CW_RETURN_IF_ERROR(CheckNoUnfinishedJob(sql, id));
    sql << "DELETE FROM datasets WHERE id = :id", soci::use(id, "id");
    const bool in_use =
        CountRows(sql, "datasets WHERE blob = :blob", soci::use(record.blob, "blob")) > 0;
    return in_use ? std::string() : record.blob;
  });
}

absl::StatusOr<std::vector<std::string>> DatasetStore::Blobs() {
  return ReadValue(*database_, [](soci::session& sql) -> absl::StatusOr<std::vector<std::string>> {
    return SelectStrings(sql, "SELECT DISTINCT blob FROM datasets ORDER BY blob");
  });
}

}  // namespace counterweight
