// Files that are whole or absent, also after a power loss.
#ifndef COUNTERWEIGHT_SRC_BASE_DURABLE_FILE_H_
#define COUNTERWEIGHT_SRC_BASE_DURABLE_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight {

// Errors of all functions: NOT_FOUND (no such file), RESOURCE_EXHAUSTED (disk full, too many open
// files), else UNAVAILABLE; the message names the path and the system's reason.

// Writes a temporary file beside `path`, fsyncs it, renames it over `path` and fsyncs the
// directory.
absl::Status WriteFileDurably(const std::string& path, absl::string_view bytes);
// The same for several pieces, one after the other: large ones need not be joined in memory.
absl::Status WriteFileDurably(const std::string& path, absl::Span<const absl::string_view> pieces);
// Makes an already written file durable under a new name on the same file system.
absl::Status RenameDurably(const std::string& from, const std::string& to);
// fsync of a file's contents.
absl::Status SyncFile(const std::string& path);
// Whole file; RESOURCE_EXHAUSTED above maximum_bytes.
absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t maximum_bytes);
// Creates the directory and its parents where missing.
absl::Status MakeDirectory(const std::string& path);
// OK too if there was none.
absl::Status RemoveFile(const std::string& path);

// The status of a failed system call: code by errno, "what path: reason".
absl::Status SystemError(absl::string_view what, absl::string_view path, int error_number);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_DURABLE_FILE_H_
