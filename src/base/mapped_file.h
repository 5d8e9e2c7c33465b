// A file's bytes without reading those that nobody looks at.
#ifndef COUNTERWEIGHT_SRC_BASE_MAPPED_FILE_H_
#define COUNTERWEIGHT_SRC_BASE_MAPPED_FILE_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// Maps the whole file for reading. Only for files that are never changed in place (blobs): one that
// is cut short under the mapping ends the process. Immutable.
class MappedFile {
 public:
  // Errors: those of durable_file.h, naming the path.
  static absl::StatusOr<MappedFile> Open(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept
      : bytes_(std::exchange(other.bytes_, nullptr)), size_(other.size_) {}
  MappedFile& operator=(MappedFile&&) = delete;

  absl::string_view bytes() const {
    return {static_cast<const char*>(bytes_), bytes_ == nullptr ? 0 : size_};
  }

 private:
  MappedFile(void* bytes, size_t size) : bytes_(bytes), size_(size) {}

  void* bytes_;  // null: an empty file
  size_t size_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_MAPPED_FILE_H_
