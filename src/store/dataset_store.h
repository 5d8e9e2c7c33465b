// Records of datasets. A record is visible only when its blob is complete and durable.
#ifndef COUNTERWEIGHT_SRC_STORE_DATASET_STORE_H_
#define COUNTERWEIGHT_SRC_STORE_DATASET_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/store/database.h"
#include "src/store/page.h"

namespace counterweight {

struct DatasetRecord {
  std::string id;  // "ds-..." (resource name without the collection)
  std::string display_name;
  absl::Time create_time;
  std::string blob;  // SHA-256 of the dataset file, 64 hex digits
  int64_t blob_bytes = 0;
  int64_t uploaded_bytes = 0;
  std::string uploaded_sha256;      // of the bytes as uploaded, 64 hex digits
  std::string description;          // DatasetDescription::Encode()
  std::string request_id;           // empty: none
  std::string request_fingerprint;  // of the request that carried request_id
};

// Thread-safe, like Database, which must outlive it.
class DatasetStore {
 public:
  explicit DatasetStore(Database* database) : database_(database) {}

  // ALREADY_EXISTS if the id or a non-empty request_id is taken.
  absl::Status Insert(const DatasetRecord& record);
  // NOT_FOUND "datasets/{id} does not exist".
  absl::StatusOr<DatasetRecord> Get(const std::string& id);
  absl::StatusOr<std::optional<DatasetRecord>> FindByRequestId(const std::string& request_id);
  absl::StatusOr<Page<DatasetRecord>> List(const PageRequest& page);
  // FAILED_PRECONDITION while a QUEUED or RUNNING job names it. Out: the blob, if no other dataset
  // uses it (the caller removes it), else empty.
  absl::StatusOr<std::string> Delete(const std::string& id);
  // Blobs of all datasets.
  absl::StatusOr<std::vector<std::string>> Blobs();

 private:
  Database* database_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_DATASET_STORE_H_
