// What one data directory holds, opened: the metadata, the blobs, the places for unfinished work.
#ifndef COUNTERWEIGHT_SRC_APPLICATION_DATA_DIRECTORY_H_
#define COUNTERWEIGHT_SRC_APPLICATION_DATA_DIRECTORY_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/store/blob_store.h"
#include "src/store/database.h"
#include "src/store/dataset_store.h"
#include "src/store/job_store.h"
#include "src/store/model_store.h"

namespace counterweight {

// root/counterweight.db   metadata (SQLite, WAL)
// root/blobs/             datasets and artefacts by SHA-256
// root/uploads/           spools of running uploads, emptied when a server opens the directory
// root/checkpoints/       of running jobs
// root/LOCK               held by the one server that serves the directory
class DataDirectory {
 public:
  // For a worker: opens what a server has made.
  static absl::StatusOr<std::unique_ptr<DataDirectory>> Open(const std::string& root);
  // For a server: creates what is missing and takes the lock (FAILED_PRECONDITION if another server
  // holds it), then removes what a crash left: unfinished uploads, checkpoints of ended jobs, and
  // what SweepBlobs removes.
  static absl::StatusOr<std::unique_ptr<DataDirectory>> OpenForServer(const std::string& root,
                                                                      absl::Time now);
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  // Removes blobs that no record names and that were last written more than ten minutes before
  // `now` (a younger one may belong to work that is about to be recorded). Deleting a dataset or
  // model only removes its record; this frees its bytes, so that no writer of the same bytes can
  // lose them.
  absl::Status SweepBlobs(absl::Time now);

  BlobStore& blobs() { return *blobs_; }
  DatasetStore& datasets() { return datasets_; }
  ModelStore& models() { return models_; }
  JobStore& jobs() { return jobs_; }
  std::string uploads_path() const { return root_ + "/uploads"; }
  std::string checkpoints_path() const { return root_ + "/checkpoints"; }

 private:
  DataDirectory(std::string root, std::unique_ptr<Database> database,
                std::unique_ptr<BlobStore> blobs);
  absl::Status RemoveLeftovers(absl::Time now);

  const std::string root_;
  const std::unique_ptr<Database> database_;
  const std::unique_ptr<BlobStore> blobs_;
  DatasetStore datasets_;
  ModelStore models_;
  JobStore jobs_;
  int lock_fd_ = -1;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_APPLICATION_DATA_DIRECTORY_H_
