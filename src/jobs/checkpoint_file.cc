#include "src/jobs/checkpoint_file.h"

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
// A state is a few copies of a network and a synthetic set, megabytes; what is larger is no
// checkpoint of ours and must not fill the memory.
constexpr int64_t kMaxBytes = int64_t{8} << 30;

}  // namespace

std::string CheckpointFileName(const Lease& lease) {
  return absl::StrCat(lease.job_id, ".", lease.token, kExtension);
}

absl::Status WriteCheckpoint(const std::string& path, absl::string_view state) {
  const std::string digest = Sha256Digest(state);
  const absl::string_view pieces[] = {kMagic, digest, state};
  return WriteFileDurably(path, pieces);
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

}  // namespace counterweight
