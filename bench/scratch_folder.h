// A directory of its own for a program of bench/.
#ifndef COUNTERWEIGHT_BENCH_SCRATCH_FOLDER_H_
#define COUNTERWEIGHT_BENCH_SCRATCH_FOLDER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// Removed with all that is in it.
class ScratchFolder {
 public:
  // In $TMPDIR, else /tmp. UNAVAILABLE if there can be none.
  static absl::StatusOr<std::unique_ptr<ScratchFolder>> Create();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string File(absl::string_view name) const;

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}

  const std::string path_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_SCRATCH_FOLDER_H_
