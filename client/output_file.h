// Result files that are whole or absent.
#ifndef COUNTERWEIGHT_CLIENT_OUTPUT_FILE_H_
#define COUNTERWEIGHT_CLIENT_OUTPUT_FILE_H_

#include <fstream>
#include <memory>
#include <ostream>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace counterweight::client {

// Written under a temporary name beside the path and renamed when committed; without a commit the
// temporary file goes and what was at the path before stays. "-" is standard output, and what is no
// regular file (a pipe, /dev/null) is written directly: there is nothing to rename over.
// Thread-safe, so that an interrupt can discard it.
class OutputFile {
 public:
  // standard_output: borrowed, used for "-". Errors of all functions carry the path and the
  // system's reason; their code is that of its errno (NOT_FOUND, PERMISSION_DENIED,
  // RESOURCE_EXHAUSTED, ...).
  static absl::StatusOr<std::unique_ptr<OutputFile>> Create(const std::string& path,
                                                            std::ostream* standard_output);
  // Discards what was not committed.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Both: FAILED_PRECONDITION after Commit or Discard.
  absl::Status Write(absl::string_view bytes) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Commit() ABSL_LOCKS_EXCLUDED(mutex_);
  void Discard() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  OutputFile(std::string path, std::string temporary, std::ostream* standard_output);

  const std::string path_;
  const std::string temporary_;  // empty: written directly
  absl::Mutex mutex_;
  std::ofstream file_ ABSL_GUARDED_BY(mutex_);
  std::ostream* stream_ ABSL_GUARDED_BY(mutex_);
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_OUTPUT_FILE_H_
