// An open file whose errors are statuses.
#ifndef COUNTERWEIGHT_SRC_TABULAR_POSIX_FILE_H_
#define COUNTERWEIGHT_SRC_TABULAR_POSIX_FILE_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight {

// Owns a file descriptor. Unbuffered: callers hand over large pieces.
// Errors: those of durable_file.h; DATA_LOSS where a read meets the end too early.
// Thread safety: one thread at a time.
class PosixFile {
 public:
  // For writing (and ReadAt); what was there is gone.
  static absl::StatusOr<PosixFile> Create(const std::string& path);
  static absl::StatusOr<PosixFile> OpenForReading(const std::string& path);

  PosixFile(PosixFile&& other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
  PosixFile& operator=(PosixFile&& other) noexcept;
  ~PosixFile();

  const std::string& path() const { return path_; }
  absl::StatusOr<int64_t> Size() const;
  absl::Status Write(absl::string_view bytes);
  // All parts one after the other, as if they were one piece.
  absl::Status WriteParts(absl::Span<const absl::string_view> parts);
  // The next bytes, at most `size`, in `buffer`; 0 at the end.
  absl::StatusOr<size_t> Read(char* buffer, size_t size);
  // Exactly `size` bytes from `offset`.
  absl::Status ReadAt(int64_t offset, void* buffer, size_t size) const;
  // Over what stands at `offset`; where Write goes on does not change.
  absl::Status WriteAt(int64_t offset, absl::string_view bytes);
  // Lets the system begin to write `size` bytes from `offset` to the disk, so that a later Sync
  // waits for less. Promises nothing.
  void StartWriting(int64_t offset, int64_t size);
  absl::Status Sync();

 private:
  PosixFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_ = -1;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_POSIX_FILE_H_
