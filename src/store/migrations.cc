#include "src/store/migrations.h"

#include <soci/soci.h>

#include <vector>

#include "absl/strings/str_cat.h"

namespace counterweight {
namespace {

// One statement per string: the SQLite back end runs only the first of several.
using Migration = std::vector<const char*>;

// Conventions: times are microseconds since 1970; `ordinal` grows with every insert, orders lists
// and the queue, and is never reused; columns marked "bytes" hold Base64 (see column_codec.h).
// Never change a migration that was released: append the next one.
const std::vector<Migration>& Migrations() {
  static const auto* const migrations = new std::vector<Migration>{
      // 1: datasets, jobs, events, models, aliases.
      {
          R"sql(CREATE TABLE datasets (
                  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
                  id TEXT NOT NULL UNIQUE,
                  display_name TEXT NOT NULL,
                  create_time BIGINT NOT NULL,
                  blob TEXT NOT NULL,
                  blob_bytes BIGINT NOT NULL,
                  uploaded_bytes BIGINT NOT NULL,
                  uploaded_sha256 TEXT NOT NULL,
                  description TEXT NOT NULL,      -- bytes
                  request_id TEXT NOT NULL,
                  request_fingerprint TEXT NOT NULL))sql",
          "CREATE INDEX datasets_by_blob ON datasets (blob)",
          "CREATE UNIQUE INDEX datasets_by_request ON datasets (request_id) WHERE request_id <> ''",

          // No foreign key to datasets: a finished job outlives its dataset.
          R"sql(CREATE TABLE jobs (
                  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
                  id TEXT NOT NULL UNIQUE,
                  dataset_id TEXT NOT NULL,
                  method TEXT NOT NULL,
                  options TEXT NOT NULL,          -- bytes
                  seed BIGINT NOT NULL,           -- the uint64's bits
                  model_display_name TEXT NOT NULL,
                  state INTEGER NOT NULL,
                  create_time BIGINT NOT NULL,
                  start_time BIGINT,
                  end_time BIGINT,
                  attempt INTEGER NOT NULL,
                  max_attempts INTEGER NOT NULL,
                  token BIGINT NOT NULL,
                  lease_owner TEXT NOT NULL,
                  lease_expiry BIGINT,
                  cancel_requested INTEGER NOT NULL,
                  error TEXT NOT NULL,
                  model_id TEXT NOT NULL,
                  progress TEXT NOT NULL,         -- bytes
                  checkpoint TEXT NOT NULL,
                  request_id TEXT NOT NULL,
                  request_fingerprint TEXT NOT NULL))sql",
          "CREATE INDEX jobs_by_state ON jobs (state, ordinal)",
          "CREATE INDEX jobs_by_dataset ON jobs (dataset_id, state)",
          "CREATE UNIQUE INDEX jobs_by_request ON jobs (request_id) WHERE request_id <> ''",

          R"sql(CREATE TABLE job_events (
                  global_id INTEGER PRIMARY KEY AUTOINCREMENT,
                  job_id TEXT NOT NULL REFERENCES jobs (id),
                  sequence BIGINT NOT NULL,
                  time BIGINT NOT NULL,
                  kind INTEGER NOT NULL,
                  state INTEGER NOT NULL,
                  payload TEXT NOT NULL,          -- bytes
                  message TEXT NOT NULL,
                  UNIQUE (job_id, sequence)))sql",

          R"sql(CREATE TABLE models (
                  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
                  id TEXT NOT NULL UNIQUE,
                  display_name TEXT NOT NULL,
                  version BIGINT NOT NULL,
                  create_time BIGINT NOT NULL,
                  job_id TEXT NOT NULL,
                  dataset_id TEXT NOT NULL,
                  blob TEXT NOT NULL,
                  artifact_bytes BIGINT NOT NULL,
                  summary TEXT NOT NULL,          -- bytes
                  UNIQUE (display_name, version)))sql",
          "CREATE INDEX models_by_blob ON models (blob)",
          // Outlives its models, so that a version number never comes back.
          R"sql(CREATE TABLE model_versions (
                  display_name TEXT NOT NULL PRIMARY KEY,
                  last_version BIGINT NOT NULL))sql",
          R"sql(CREATE TABLE model_aliases (
                  alias TEXT NOT NULL PRIMARY KEY,
                  model_id TEXT NOT NULL REFERENCES models (id)))sql",
          "CREATE INDEX model_aliases_by_model ON model_aliases (model_id)",
      },
  };
  return *migrations;
}

}  // namespace

int LatestSchemaVersion() { return static_cast<int>(Migrations().size()); }

absl::Status Migrate(soci::session& sql) {
  sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
  int version = 0;
  sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
  if (version > LatestSchemaVersion()) {
    return absl::FailedPreconditionError(absl::StrCat("it was written by a newer version (schema ",
                                                      version, "; this program knows ",
                                                      LatestSchemaVersion(), ")"));
  }
  for (int next = version + 1; next <= LatestSchemaVersion(); ++next) {
    for (const char* statement : Migrations()[next - 1]) sql << statement;
    sql << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(next, "version");
  }
  return absl::OkStatus();
}

}  // namespace counterweight
