// The tables, as numbered steps that only go forward.
#ifndef COUNTERWEIGHT_SRC_STORE_MIGRATIONS_H_
#define COUNTERWEIGHT_SRC_STORE_MIGRATIONS_H_

#include "absl/status/status.h"

namespace soci {
class session;
}

namespace counterweight {

// The schema that this program reads and writes: the number of the last migration.
int LatestSchemaVersion();

// Brings the database to LatestSchemaVersion; runs within the caller's write transaction, so that
// processes that start together migrate once and a crash half-way leaves the old schema.
// FAILED_PRECONDITION if the schema is newer than this program. SOCI's exceptions pass through.
absl::Status Migrate(soci::session& sql);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_MIGRATIONS_H_
