#include "src/store/database.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <exception>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "src/base/field_error.h"
#include "src/base/log.h"
#include "src/base/status_macros.h"
#include "src/store/migrations.h"

namespace counterweight {

struct Database::State {
  std::string path;
  // Not absl::Mutex: the distribution's Abseil is built without ThreadSanitizer's annotations,
  // which would make every use of it look like a race.
  std::mutex mutex;
  std::unique_ptr<soci::session> session ABSL_GUARDED_BY(mutex);
};

namespace {

// How long a statement waits for another process's transaction. Ours are milliseconds long; ten
// seconds cover a disk that stalls on fsync.
constexpr int kBusyTimeoutSeconds = 10;

absl::StatusCode CodeOf(int sqlite_result) {
  switch (sqlite_result & 0xff) {  // the primary code of an extended one
    case SQLITE_FULL:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kInternal;
  }
}

// Runs `body`; what it throws becomes a status that names the database.
absl::Status Guard(const std::string& path, const std::function<absl::Status()>& body) {
  try {
    return body();
  } catch (const soci::sqlite3_soci_error& error) {
    // Without SOCI's context, which would repeat the values of all parameters.
    return absl::Status(CodeOf(error.result()),
                        absl::StrCat("database ", path, ": ", error.get_error_message()));
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("database ", path, ": ", error.what()));
  }
}

bool InTransaction(soci::session& sql) {
  auto* backend = static_cast<soci::sqlite3_session_backend*>(sql.get_backend());
  return sqlite_api::sqlite3_get_autocommit(backend->conn_) == 0;
}

// SQLite ends a transaction by itself after some errors (disk full, input or output), hence the
// test.
void RollBack(const std::string& path, soci::session& sql) {
  const absl::Status status = Guard(path, [&] {
    if (InTransaction(sql)) sql << "ROLLBACK";
    return absl::OkStatus();
  });
  if (!status.ok()) LogError(absl::StrCat("rollback failed: ", status.message()));
}

absl::Status Transaction(const std::string& path, soci::session& sql, const char* begin,
                         const Database::Body& body) {
  const absl::Status status = Guard(path, [&]() -> absl::Status {
    sql << begin;
    CW_RETURN_IF_ERROR(body(sql));
    sql << "COMMIT";
    return absl::OkStatus();
  });
  if (!status.ok()) RollBack(path, sql);
  return status;
}

absl::Status CheckPath(const std::string& path) {
  // SOCI's connection string has no escape for it.
  if (path.find('"') != std::string::npos || path.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("database path ", path, " must not contain a double quote or NUL"));
  }
  const std::string parent = std::filesystem::path(path).parent_path().string();
  std::error_code ignored;
  if (!parent.empty() && !std::filesystem::is_directory(parent, ignored)) {
    return absl::NotFoundError(
        absl::StrCat("cannot open database ", path, ": there is no directory ", parent));
  }
  return absl::OkStatus();
}

absl::Status Configure(soci::session& sql, const std::string& path) {
  std::string mode;
  sql << "PRAGMA journal_mode = WAL", soci::into(mode);
  if (mode != "wal") {
    return absl::FailedPreconditionError(absl::StrCat(
        "database ", path, ": the file system allows no write-ahead log (mode ", mode, ")"));
  }
  sql << "PRAGMA synchronous = FULL";
  sql << "PRAGMA foreign_keys = ON";
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<soci::session>> Connect(const std::string& path) {
  std::unique_ptr<soci::session> session;
  CW_RETURN_IF_ERROR(Guard(path, [&] {
    session = std::make_unique<soci::session>(
        soci::sqlite3, absl::StrCat("dbname=\"", path, "\" timeout=", kBusyTimeoutSeconds));
    return absl::OkStatus();
  }));
  // SQLite does not wait, busy timeout or not, while another process switches a new file to WAL.
  const absl::Time deadline = absl::Now() + absl::Seconds(kBusyTimeoutSeconds);
  absl::Status configured;
  do {
    configured = Guard(path, [&] { return Configure(*session, path); });
    if (!absl::IsUnavailable(configured)) break;
    absl::SleepFor(absl::Milliseconds(10));
  } while (absl::Now() < deadline);
  CW_RETURN_IF_ERROR(configured);
  return session;
}

}  // namespace

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}

Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path) {
  CW_RETURN_IF_ERROR(CheckPath(path));
  CW_ASSIGN_OR_RETURN(std::unique_ptr<soci::session> session, Connect(path));
  auto state = std::make_unique<State>();
  state->path = path;
  {
    const std::lock_guard<std::mutex> lock(state->mutex);
    state->session = std::move(session);
  }
  std::unique_ptr<Database> database(new Database(std::move(state)));
  const absl::Status migrated = database->Write(&Migrate);
  if (absl::IsFailedPrecondition(migrated)) {
    return Annotate(migrated, absl::StrCat("cannot use database ", path));
  }
  CW_RETURN_IF_ERROR(migrated);
  return database;
}

absl::Status Database::Write(const Body& body) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  // IMMEDIATE takes the write lock at once: a deferred transaction that reads first cannot wait for
  // it later and fails instead.
  return Transaction(state_->path, *state_->session, "BEGIN IMMEDIATE", body);
}

absl::Status Database::Read(const Body& body) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return Transaction(state_->path, *state_->session, "BEGIN DEFERRED", body);
}

}  // namespace counterweight
