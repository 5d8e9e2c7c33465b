// Checkpoints of running jobs as files that are whole or noticed to be damaged.
//
// Layout: "CWCHECK1", the SHA-256 of the state (32 bytes), the state.
// Name: {job id}.{token}.checkpoint: a worker that lost its lease writes beside, never over, what
// its successor writes.
#ifndef COUNTERWEIGHT_SRC_JOBS_CHECKPOINT_FILE_H_
#define COUNTERWEIGHT_SRC_JOBS_CHECKPOINT_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/store/job_store.h"

namespace counterweight {

std::string CheckpointFileName(const Lease& lease);

// Durable when it returns OK. Errors: as WriteFileDurably.
absl::Status WriteCheckpoint(const std::string& path, absl::string_view state);

// The state. NOT_FOUND; DATA_LOSS if the file is no whole checkpoint; else as ReadFile.
absl::StatusOr<std::string> ReadCheckpoint(const std::string& path);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_CHECKPOINT_FILE_H_
