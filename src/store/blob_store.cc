#include "src/store/blob_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "src/base/durable_file.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"
#include "src/store/file_lock.h"

namespace counterweight {
namespace {

constexpr size_t kHexDigits = 64;
constexpr size_t kHashBufferBytes = size_t{1} << 20;

bool IsSha256(absl::string_view text) {
  return text.size() == kHexDigits && std::all_of(text.begin(), text.end(), [](char digit) {
           return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
         });
}

// Also keeps names from other places ("../...") out of paths.
absl::Status CheckSha256(const std::string& sha256) {
  if (IsSha256(sha256)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "a blob is named by 64 lower-case hex digits, not by \"", absl::CHexEscape(sha256), "\""));
}

absl::Status NotFound(const std::string& sha256) {
  return absl::NotFoundError(absl::StrCat("blob ", sha256, " does not exist"));
}

// An open file; closes it, which also drops its flock.
class OpenFile {
 public:
  OpenFile(const std::string& path, int flags) : fd_(::open(path.c_str(), flags, 0644)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

absl::Status WriteAll(int fd, absl::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write", path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::StatusOr<Blob> HashFile(int fd, const std::string& path) {
  Sha256 hash;
  Blob blob;
  std::string buffer(kHashBufferBytes, '\0');
  while (true) {
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError("read", path, errno);
    if (count == 0) break;
    hash.Update(absl::string_view(buffer.data(), static_cast<size_t>(count)));
    blob.bytes += count;
  }
  blob.sha256 = absl::BytesToHexString(hash.Finish());
  return blob;
}

std::string IncomingName() {
  static std::atomic<int64_t> counter{0};
  return absl::StrCat(::getpid(), "-", counter.fetch_add(1), ".tmp");
}

struct Entry {
  std::string name;
  bool is_directory = false;
};

// A directory that is not there has no entries: another process may remove what we look at.
absl::StatusOr<std::vector<Entry>> EntriesOf(const std::string& directory) {
  std::vector<Entry> entries;
  std::error_code error;
  std::filesystem::directory_iterator iterator(directory, error);
  while (!error && iterator != std::filesystem::directory_iterator()) {
    std::error_code ignored;
    entries.push_back({iterator->path().filename().string(), iterator->is_directory(ignored)});
    iterator.increment(error);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return SystemError("list", directory, error.value());
  }
  return entries;
}

// Also fsyncs the parent where the directory is new: a blob in it must survive with it.
absl::Status MakeDurableDirectory(const std::string& parent, const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0) return SyncFile(parent);
  if (errno == EEXIST) return absl::OkStatus();
  return SystemError("create directory", path, errno);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LocalBlobStore>> LocalBlobStore::Open(const std::string& root) {
  CW_RETURN_IF_ERROR(MakeDirectory(root));
  CW_RETURN_IF_ERROR(MakeDurableDirectory(root, absl::StrCat(root, "/incoming")));
  std::unique_ptr<LocalBlobStore> store(new LocalBlobStore(root));
  CW_RETURN_IF_ERROR(store->RemoveDeadIncoming());
  return store;
}

std::string LocalBlobStore::PathOf(const std::string& sha256) const {
  return absl::StrCat(root_, "/", sha256.substr(0, 2), "/", sha256);
}

// A live writer holds a flock on its file. It creates and locks the file under the shared store
// lock, so under the exclusive one every file is either locked or abandoned.
absl::Status LocalBlobStore::RemoveDeadIncoming() {
  CW_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Acquire(LockPath(), LockMode::kExclusive));
  CW_ASSIGN_OR_RETURN(const std::vector<Entry> entries, EntriesOf(IncomingPath()));
  for (const Entry& entry : entries) {
    const std::string path = absl::StrCat(IncomingPath(), "/", entry.name);
    if (path == LockPath()) continue;
    const OpenFile file(path, O_RDONLY | O_CLOEXEC);
    if (file.fd() < 0 || ::flock(file.fd(), LOCK_EX | LOCK_NB) != 0) continue;
    CW_RETURN_IF_ERROR(RemoveFile(path));
  }
  return absl::OkStatus();
}

// An existing blob is replaced by the same bytes: that makes it young, so that RemoveUnreferenced
// spares it until its new record is there, and it mends a blob that was damaged on disk.
absl::Status LocalBlobStore::MoveIn(const std::string& path, const std::string& sha256) {
  const std::string target = PathOf(sha256);
  const std::string directory = std::filesystem::path(target).parent_path().string();
  CW_RETURN_IF_ERROR(MakeDurableDirectory(root_, directory));
  CW_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Acquire(LockPath(), LockMode::kShared));
  if (::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) != 0) {
    return SystemError("set the time of", path, errno);
  }
  return RenameDurably(path, target);
}

absl::StatusOr<Blob> LocalBlobStore::Put(absl::string_view bytes) {
  const Blob blob{Sha256Hex(bytes), static_cast<int64_t>(bytes.size())};
  const std::string path = absl::StrCat(IncomingPath(), "/", IncomingName());
  std::unique_ptr<OpenFile> file;
  {
    CW_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Acquire(LockPath(), LockMode::kShared));
    file = std::make_unique<OpenFile>(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
    if (file->fd() < 0) return SystemError("create", path, errno);
    if (::flock(file->fd(), LOCK_EX) != 0) return SystemError("lock", path, errno);
  }
  absl::Status written = WriteAll(file->fd(), bytes, path);
  if (written.ok() && ::fsync(file->fd()) != 0) written = SystemError("fsync", path, errno);
  if (written.ok()) written = MoveIn(path, blob.sha256);
  if (!written.ok()) {
    ::unlink(path.c_str());
    return written;
  }
  return blob;
}

absl::StatusOr<Blob> LocalBlobStore::PutFile(const std::string& path) {
  const OpenFile file(path, O_RDONLY | O_CLOEXEC);
  if (file.fd() < 0) return SystemError("open", path, errno);
  CW_ASSIGN_OR_RETURN(Blob blob, HashFile(file.fd(), path));
  if (::fsync(file.fd()) != 0) return SystemError("fsync", path, errno);
  CW_RETURN_IF_ERROR(MoveIn(path, blob.sha256));
  return blob;
}

absl::StatusOr<std::string> LocalBlobStore::Get(const std::string& sha256) {
  CW_RETURN_IF_ERROR(CheckSha256(sha256));
  // Whoever put the blob bounded it.
  absl::StatusOr<std::string> bytes = ReadFile(PathOf(sha256), std::numeric_limits<int64_t>::max());
  if (absl::IsNotFound(bytes.status())) return NotFound(sha256);
  CW_RETURN_IF_ERROR(bytes.status());
  if (Sha256Hex(*bytes) != sha256) {
    return absl::DataLossError(
        absl::StrCat("blob ", sha256, " is damaged: its bytes have another SHA-256"));
  }
  return bytes;
}

absl::StatusOr<std::string> LocalBlobStore::Path(const std::string& sha256) {
  CW_RETURN_IF_ERROR(CheckSha256(sha256));
  std::string path = PathOf(sha256);
  if (::access(path.c_str(), F_OK) == 0) return path;
  if (errno == ENOENT) return NotFound(sha256);
  return SystemError("look at", path, errno);
}

absl::Status LocalBlobStore::Remove(const std::string& sha256) {
  CW_RETURN_IF_ERROR(CheckSha256(sha256));
  return RemoveFile(PathOf(sha256));
}

absl::StatusOr<int> LocalBlobStore::RemoveUnreferenced(
    const absl::flat_hash_set<std::string>& referenced, absl::Time older_than) {
  int removed = 0;
  CW_ASSIGN_OR_RETURN(const std::vector<Entry> directories, EntriesOf(root_));
  for (const Entry& directory : directories) {
    if (!directory.is_directory || directory.name.size() != 2) continue;
    CW_ASSIGN_OR_RETURN(const std::vector<Entry> blobs,
                        EntriesOf(absl::StrCat(root_, "/", directory.name)));
    for (const Entry& blob : blobs) {
      if (!IsSha256(blob.name) || referenced.contains(blob.name)) continue;
      const std::string path = PathOf(blob.name);
      // Exclusive, so that no Put makes the blob young between the look and the removal.
      CW_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Acquire(LockPath(), LockMode::kExclusive));
      struct stat info;
      if (::stat(path.c_str(), &info) != 0) continue;
      if (absl::TimeFromTimespec(info.st_mtim) >= older_than) continue;
      CW_RETURN_IF_ERROR(RemoveFile(path));
      ++removed;
    }
  }
  return removed;
}

}  // namespace counterweight
