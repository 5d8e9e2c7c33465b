// Records of models and their aliases.
#ifndef COUNTERWEIGHT_SRC_STORE_MODEL_STORE_H_
#define COUNTERWEIGHT_SRC_STORE_MODEL_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/store/database.h"
#include "src/store/page.h"

namespace counterweight {

struct ModelRecord {
  std::string id;  // "m-..."
  std::string display_name;
  int64_t version = 0;  // assigned by the store: 1, 2, ... within a display name, never reused
  absl::Time create_time;
  std::string job_id;
  std::string dataset_id;
  std::string blob;  // SHA-256 of the artefact, 64 hex digits
  int64_t artifact_bytes = 0;
  std::string summary;               // opaque: what lists show (artifact/model_summary.h)
  std::vector<std::string> aliases;  // filled by Get and List, sorted
};

struct AliasChange {
  std::string previous_model_id;  // empty: the alias is new
};

// Thread-safe, like Database, which must outlive it. Models are inserted by JobStore::Publish only.
class ModelStore {
 public:
  explicit ModelStore(Database* database) : database_(database) {}

  // NOT_FOUND "models/{id} does not exist".
  absl::StatusOr<ModelRecord> Get(const std::string& id);
  // The model of that id, or the one that an alias of that name points at.
  absl::StatusOr<ModelRecord> Resolve(const std::string& id_or_alias);
  absl::StatusOr<Page<ModelRecord>> List(const PageRequest& page);
  // FAILED_PRECONDITION while an alias points at it (names the alias). Out: the blob if no other
  // model uses it, else empty.
  absl::StatusOr<std::string> Delete(const std::string& id);
  // One transaction. An empty model_id removes the alias (NOT_FOUND if there is none).
  absl::StatusOr<AliasChange> SetAlias(const std::string& alias, const std::string& model_id);
  absl::StatusOr<std::vector<std::string>> Blobs();

 private:
  Database* database_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_MODEL_STORE_H_
