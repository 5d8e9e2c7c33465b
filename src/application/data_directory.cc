#include "src/application/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "src/base/durable_file.h"
#include "src/base/log.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// A blob is written before the record that names it: for that long an unnamed blob may be in work.
constexpr absl::Duration kBlobGrace = absl::Minutes(10);

absl::StatusOr<int> TakeLock(const std::string& root) {
  const std::string path = root + "/LOCK";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return SystemError("open", path, errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return absl::FailedPreconditionError(
        absl::StrCat("data directory ", root, " is in use by another server"));
  }
  return fd;
}

// Calls `visit` with the path of each regular file in `directory`.
template <typename Visitor>
absl::Status ForEachFile(const std::string& directory, const Visitor& visit) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file(error) && !error) visit(entry->path());
  }
  if (error) return SystemError("list", directory, error.value());
  return absl::OkStatus();
}

}  // namespace

DataDirectory::DataDirectory(std::string root, std::unique_ptr<Database> database,
                             std::unique_ptr<BlobStore> blobs)
    : root_(std::move(root)),
      database_(std::move(database)),
      blobs_(std::move(blobs)),
      datasets_(database_.get()),
      models_(database_.get()),
      jobs_(database_.get()) {}

DataDirectory::~DataDirectory() {
  if (lock_fd_ >= 0) ::close(lock_fd_);
}

absl::StatusOr<std::unique_ptr<DataDirectory>> DataDirectory::Open(const std::string& root) {
  CW_ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                      Database::Open(root + "/counterweight.db"));
  CW_ASSIGN_OR_RETURN(std::unique_ptr<LocalBlobStore> blobs, LocalBlobStore::Open(root + "/blobs"));
  return std::unique_ptr<DataDirectory>(
      new DataDirectory(root, std::move(database), std::move(blobs)));
}

absl::StatusOr<std::unique_ptr<DataDirectory>> DataDirectory::OpenForServer(const std::string& root,
                                                                            absl::Time now) {
  for (const char* part : {"", "/uploads", "/checkpoints"}) {
    CW_RETURN_IF_ERROR(MakeDirectory(root + part));
  }
  CW_ASSIGN_OR_RETURN(const int lock_fd, TakeLock(root));
  absl::StatusOr<std::unique_ptr<DataDirectory>> directory = Open(root);
  if (!directory.ok()) {
    ::close(lock_fd);
    return directory.status();
  }
  (*directory)->lock_fd_ = lock_fd;
  CW_RETURN_IF_ERROR((*directory)->RemoveLeftovers(now));
  return directory;
}

absl::Status DataDirectory::RemoveLeftovers(absl::Time now) {
  absl::Status removed;
  CW_RETURN_IF_ERROR(ForEachFile(uploads_path(), [&](const std::filesystem::path& path) {
    removed.Update(RemoveFile(path.string()));
  }));
  CW_RETURN_IF_ERROR(ForEachFile(checkpoints_path(), [&](const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const absl::StatusOr<JobRecord> job = jobs_.Get(name.substr(0, name.find('.')));
    const bool ended = absl::IsNotFound(job.status()) || (job.ok() && IsFinal(job->state));
    if (ended) removed.Update(RemoveFile(path.string()));
  }));
  CW_RETURN_IF_ERROR(removed);
  return SweepBlobs(now);
}

absl::Status DataDirectory::SweepBlobs(absl::Time now) {
  CW_ASSIGN_OR_RETURN(const std::vector<std::string> of_datasets, datasets_.Blobs());
  CW_ASSIGN_OR_RETURN(const std::vector<std::string> of_models, models_.Blobs());
  absl::flat_hash_set<std::string> referenced(of_datasets.begin(), of_datasets.end());
  referenced.insert(of_models.begin(), of_models.end());
  CW_ASSIGN_OR_RETURN(const int count, blobs_->RemoveUnreferenced(referenced, now - kBlobGrace));
  if (count > 0) LogInfo(absl::StrCat("removed ", count, " blobs that no record names"));
  return absl::OkStatus();
}

}  // namespace counterweight
