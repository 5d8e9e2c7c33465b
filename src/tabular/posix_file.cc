#include "src/tabular/posix_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "src/base/durable_file.h"
#include "src/base/status_macros.h"

namespace counterweight {

absl::StatusOr<PosixFile> PosixFile::Create(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return SystemError("create", path, errno);
  return PosixFile(path, descriptor);
}

absl::StatusOr<PosixFile> PosixFile::OpenForReading(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return SystemError("open", path, errno);
  return PosixFile(path, descriptor);
}

PosixFile& PosixFile::operator=(PosixFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

PosixFile::~PosixFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

absl::StatusOr<int64_t> PosixFile::Size() const {
  struct stat info;
  if (::fstat(descriptor_, &info) != 0) return SystemError("stat", path_, errno);
  return static_cast<int64_t>(info.st_size);
}

absl::Status PosixFile::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write", path_, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status PosixFile::WriteParts(absl::Span<const absl::string_view> parts) {
  constexpr size_t kPartsAtOnce = 64;  // far below the system's bound of 1024
  while (!parts.empty()) {
    iovec vectors[kPartsAtOnce];
    const size_t count = std::min(parts.size(), kPartsAtOnce);
    for (size_t i = 0; i < count; ++i) {
      vectors[i] = {const_cast<char*>(parts[i].data()), parts[i].size()};
    }
    const ssize_t result = ::writev(descriptor_, vectors, static_cast<int>(count));
    if (result < 0 && errno == EINTR) continue;
    if (result < 0) return SystemError("write", path_, errno);
    auto written = static_cast<size_t>(result);
    for (; !parts.empty() && written >= parts.front().size(); parts.remove_prefix(1)) {
      written -= parts.front().size();
    }
    if (written == 0) continue;
    CW_RETURN_IF_ERROR(Write(parts.front().substr(written)));
    parts.remove_prefix(1);
  }
  return absl::OkStatus();
}

absl::Status PosixFile::WriteAt(int64_t offset, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write", path_, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += written;
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> PosixFile::Read(char* buffer, size_t size) {
  while (true) {
    const ssize_t count = ::read(descriptor_, buffer, size);
    if (count >= 0) return static_cast<size_t>(count);
    if (errno != EINTR) return SystemError("read", path_, errno);
  }
}

absl::Status PosixFile::ReadAt(int64_t offset, void* buffer, size_t size) const {
  char* next = static_cast<char*>(buffer);
  while (size > 0) {
    const ssize_t count = ::pread(descriptor_, next, size, offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError("read", path_, errno);
    if (count == 0) return absl::DataLossError(absl::StrCat(path_, " ends before its contents do"));
    next += count;
    offset += count;
    size -= static_cast<size_t>(count);
  }
  return absl::OkStatus();
}

void PosixFile::StartWriting(int64_t offset, int64_t size) {
  // Where it cannot be done, Sync does it all.
  static_cast<void>(::sync_file_range(descriptor_, offset, size, SYNC_FILE_RANGE_WRITE));
}

absl::Status PosixFile::Sync() {
  if (::fsync(descriptor_) != 0) return SystemError("fsync", path_, errno);
  return absl::OkStatus();
}

}  // namespace counterweight
