#include "src/store/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "src/base/durable_file.h"

namespace counterweight {

absl::StatusOr<FileLock> FileLock::Acquire(const std::string& path, LockMode mode) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return SystemError("open", path, errno);
  FileLock lock(fd);
  const int operation = mode == LockMode::kShared ? LOCK_SH : LOCK_EX;
  while (::flock(fd, operation) != 0) {
    if (errno != EINTR) return SystemError("lock", path, errno);
  }
  return lock;
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace counterweight
