// Numbers handed to a peer in a file.
#ifndef COUNTERWEIGHT_BENCH_RAW_FILE_H_
#define COUNTERWEIGHT_BENCH_RAW_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight {

// A file in the directory for temporary files, removed with the object.
class RawFile {
 public:
  // Holds the values' bytes, as numpy.fromfile reads them. An error of the file system.
  template <typename Value>
  static absl::StatusOr<RawFile> Write(absl::Span<const Value> values) {
    return WriteBytes(
        {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)});
  }
  ~RawFile();
  RawFile(RawFile&& other) noexcept;
  RawFile& operator=(RawFile&&) = delete;

  const std::string& path() const { return path_; }

 private:
  static absl::StatusOr<RawFile> WriteBytes(absl::string_view bytes);
  explicit RawFile(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_RAW_FILE_H_
