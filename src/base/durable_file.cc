#include "src/base/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// Closes on scope end; the caller checks what matters before.
class FileDescriptor {
 public:
  FileDescriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags, 0644)) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string DirectoryOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

absl::Status SyncPath(const std::string& path, int flags) {
  FileDescriptor file(path, flags);
  if (file.get() < 0) return SystemError("open", path, errno);
  if (::fsync(file.get()) != 0) return SystemError("fsync", path, errno);
  return absl::OkStatus();
}

absl::Status WriteAll(int fd, absl::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write", path, errno);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status SystemError(absl::string_view what, absl::string_view path, int error_number) {
  const std::string message =
      absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(error_number));
  switch (error_number) {
    case ENOENT:
      return absl::NotFoundError(message);
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
      return absl::ResourceExhaustedError(message);
    default:
      return absl::UnavailableError(message);
  }
}

absl::Status WriteFileDurably(const std::string& path, absl::string_view bytes) {
  return WriteFileDurably(path, absl::MakeConstSpan(&bytes, 1));
}

absl::Status WriteFileDurably(const std::string& path, absl::Span<const absl::string_view> pieces) {
  const std::string temporary = absl::StrCat(path, ".", ::getpid(), ".tmp");
  absl::Status written = [&]() -> absl::Status {
    FileDescriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    if (file.get() < 0) return SystemError("create", temporary, errno);
    for (const absl::string_view piece : pieces) {
      CW_RETURN_IF_ERROR(WriteAll(file.get(), piece, temporary));
    }
    if (::fsync(file.get()) != 0) return SystemError("fsync", temporary, errno);
    return absl::OkStatus();
  }();
  if (written.ok()) written = RenameDurably(temporary, path);
  if (!written.ok()) ::unlink(temporary.c_str());
  return written;
}

absl::Status RenameDurably(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return SystemError("rename", from, errno);
  return SyncPath(DirectoryOf(to), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

absl::Status SyncFile(const std::string& path) { return SyncPath(path, O_RDONLY | O_CLOEXEC); }

absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t maximum_bytes) {
  FileDescriptor file(path, O_RDONLY | O_CLOEXEC);
  if (file.get() < 0) return SystemError("open", path, errno);
  struct stat info;
  if (::fstat(file.get(), &info) != 0) return SystemError("stat", path, errno);
  if (info.st_size > maximum_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat(path, " has ", info.st_size, " bytes; at most ", maximum_bytes, " are read"));
  }
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError("read", path, errno);
    if (count == 0) break;
    done += count;
  }
  bytes.resize(done);
  return bytes;
}

absl::Status MakeDirectory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return SystemError("create directory", path, error.value());
  return absl::OkStatus();
}

absl::Status RemoveFile(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return SystemError("remove", path, errno);
  return absl::OkStatus();
}

}  // namespace counterweight
