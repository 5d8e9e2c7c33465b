// Immutable bytes addressed by their SHA-256.
#ifndef COUNTERWEIGHT_SRC_STORE_BLOB_STORE_H_
#define COUNTERWEIGHT_SRC_STORE_BLOB_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace counterweight {

struct Blob {
  std::string sha256;  // 64 hex digits
  int64_t bytes = 0;
};

// Thread-safe. Every method that takes a sha256 refuses anything but 64 lower-case hex digits
// (INVALID_ARGUMENT).
class BlobStore {
 public:
  virtual ~BlobStore() = default;

  // Durable when it returns. The same bytes twice are one blob, as young as the last Put.
  virtual absl::StatusOr<Blob> Put(absl::string_view bytes) = 0;
  // Moves a finished file in (same file system). NOT_FOUND if there is none.
  virtual absl::StatusOr<Blob> PutFile(const std::string& path) = 0;
  // NOT_FOUND; DATA_LOSS naming the blob if its bytes do not have that SHA-256.
  virtual absl::StatusOr<std::string> Get(const std::string& sha256) = 0;
  // A path to read the blob at; NOT_FOUND if it is absent.
  virtual absl::StatusOr<std::string> Path(const std::string& sha256) = 0;
  // OK too if it is absent. Only for a blob that nobody may be putting again: a record that is
  // about to name it would lose it. Where that can happen, leave it to RemoveUnreferenced.
  virtual absl::Status Remove(const std::string& sha256) = 0;
  // Removes blobs that are not in `referenced` and were last put before `older_than`. Out: how
  // many. Safe beside Puts if `older_than` lies before `referenced` was read by more than any
  // writer takes from its Put to its record.
  virtual absl::StatusOr<int> RemoveUnreferenced(const absl::flat_hash_set<std::string>& referenced,
                                                 absl::Time older_than) = 0;
};

// root/ab/abcdef...         the blob of SHA-256 abcdef..., whole or absent
// root/incoming/PID-N.tmp   being written; Open removes those whose writer died
// root/incoming/lock        orders what several processes do here
class LocalBlobStore : public BlobStore {
 public:
  // Creates what is missing.
  static absl::StatusOr<std::unique_ptr<LocalBlobStore>> Open(const std::string& root);

  absl::StatusOr<Blob> Put(absl::string_view bytes) override;
  absl::StatusOr<Blob> PutFile(const std::string& path) override;
  absl::StatusOr<std::string> Get(const std::string& sha256) override;
  absl::StatusOr<std::string> Path(const std::string& sha256) override;
  absl::Status Remove(const std::string& sha256) override;
  absl::StatusOr<int> RemoveUnreferenced(const absl::flat_hash_set<std::string>& referenced,
                                         absl::Time older_than) override;

 private:
  explicit LocalBlobStore(std::string root) : root_(std::move(root)) {}
  std::string PathOf(const std::string& sha256) const;
  std::string IncomingPath() const { return root_ + "/incoming"; }
  std::string LockPath() const { return root_ + "/incoming/lock"; }
  // Makes an fsynced file of these bytes visible as the blob.
  absl::Status MoveIn(const std::string& path, const std::string& sha256);
  absl::Status RemoveDeadIncoming();

  const std::string root_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_BLOB_STORE_H_
