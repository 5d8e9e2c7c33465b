// One SQL database with the service's metadata, opened by every process of the service.
#ifndef COUNTERWEIGHT_SRC_STORE_DATABASE_H_
#define COUNTERWEIGHT_SRC_STORE_DATABASE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace soci {
class session;
}

namespace counterweight {

// SQLite in WAL mode with synchronous=FULL (what COMMIT returned from survives power loss), a busy
// timeout, foreign keys on. Open applies the numbered, forward-only migrations.
// Thread-safe: a mutex serialises this process's use; SQLite serialises processes.
class Database {
 public:
  using Body = std::function<absl::Status(soci::session& sql)>;

  // path: the database file; its directory exists (else NOT_FOUND) and it holds no double quote
  // (INVALID_ARGUMENT). FAILED_PRECONDITION if the file was written by a newer version; DATA_LOSS
  // if it is no database; else as Write.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path);
  ~Database();

  // Runs `body` in a write transaction (BEGIN IMMEDIATE). Commits if it returns OK, else rolls back
  // and returns its status. Exceptions of SOCI become statuses: RESOURCE_EXHAUSTED (disk full),
  // DATA_LOSS (corrupt), UNAVAILABLE (busy past the timeout, or the file cannot be read or
  // written), else INTERNAL. `body` must not call this Database.
  absl::Status Write(const Body& body);
  // The same for a consistent read.
  absl::Status Read(const Body& body);

 private:
  struct State;
  explicit Database(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_DATABASE_H_
