#include "src/jobs/checkpoint_file.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/base/durable_file.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr absl::string_view kMagic = "CWCHECK1";
constexpr size_t kDigestBytes = 32;
constexpr absl::string_view kExtension = ".checkpoint";
constexpr absl::string_view kTemporaryExtension = ".tmp";
// A state is a few copies of a network and a synthetic set, megabytes; what is larger is no
// checkpoint of ours and must not fill the memory.
constexpr int64_t kMaxBytes = int64_t{8} << 30;

// Takes ".{digits}" off the end of `name`.
bool ConsumeNumber(absl::string_view* name) {
  const size_t dot = name->rfind('.');
  if (dot == absl::string_view::npos || dot + 1 == name->size()) return false;
  const absl::string_view digits = name->substr(dot + 1);
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit)) return false;
  *name = name->substr(0, dot);
  return true;
}

// The job of {id}.{token}.checkpoint, or of the same with WriteFileDurably's ".{pid}.tmp" behind.
std::optional<std::string> JobOfFile(absl::string_view name) {
  if (absl::ConsumeSuffix(&name, kTemporaryExtension) && !ConsumeNumber(&name)) return std::nullopt;
  if (!absl::ConsumeSuffix(&name, kExtension) || !ConsumeNumber(&name)) return std::nullopt;
  return std::string(name);
}

absl::StatusOr<bool> HasEnded(const std::string& job_id, JobStore& store) {
  const absl::StatusOr<JobRecord> job = store.Get(job_id);
  if (absl::IsNotFound(job.status())) return true;
  CW_RETURN_IF_ERROR(job.status());
  return IsFinal(job->state);
}

}  // namespace

std::string CheckpointFileName(const Lease& lease) {
  return absl::StrCat(lease.job_id, ".", lease.token, kExtension);
}

absl::Status WriteCheckpoint(const std::string& path, absl::string_view state) {
  return WriteFileDurably(path, absl::StrCat(kMagic, Sha256Digest(state), state));
}

absl::StatusOr<std::string> ReadCheckpoint(const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadFile(path, kMaxBytes);
  CW_RETURN_IF_ERROR(bytes.status());
  absl::string_view state = *bytes;
  if (!absl::ConsumePrefix(&state, kMagic) || state.size() < kDigestBytes) {
    return absl::DataLossError(absl::StrCat(path, " is no checkpoint"));
  }
  const absl::string_view digest = state.substr(0, kDigestBytes);
  state.remove_prefix(kDigestBytes);
  if (Sha256Digest(state) != digest) {
    return absl::DataLossError(absl::StrCat("checkpoint ", path, " is damaged"));
  }
  bytes->erase(0, kMagic.size() + kDigestBytes);
  return bytes;
}

absl::StatusOr<int> RemoveStaleCheckpoints(const std::string& directory, JobStore& store) {
  int removed = 0;
  std::error_code error;
  std::filesystem::directory_iterator file(directory, error);
  for (; !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
    const std::optional<std::string> job_id = JobOfFile(file->path().filename().string());
    if (!job_id.has_value()) continue;
    CW_ASSIGN_OR_RETURN(const bool ended, HasEnded(*job_id, store));
    if (!ended) continue;
    CW_RETURN_IF_ERROR(RemoveFile(file->path().string()));
    ++removed;
  }
  if (error) return SystemError("list", directory, error.value());
  return removed;
}

}  // namespace counterweight
