// An advisory lock (flock) on a file, held by a scope; private to this module.
#ifndef COUNTERWEIGHT_SRC_STORE_FILE_LOCK_H_
#define COUNTERWEIGHT_SRC_STORE_FILE_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace counterweight {

enum class LockMode { kShared, kExclusive };

// Excludes other scopes, of this process too. The system drops it when the process dies.
class FileLock {
 public:
  // Creates the file where missing and waits for the lock. Errors: as SystemError.
  static absl::StatusOr<FileLock> Acquire(const std::string& path, LockMode mode);
  ~FileLock();
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_FILE_LOCK_H_
