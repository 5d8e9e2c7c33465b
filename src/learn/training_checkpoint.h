// The bytes a stopped run continues from.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAINING_CHECKPOINT_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAINING_CHECKPOINT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/learn/train_members.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// A digest of everything a run's result follows from: data (shape and content), encoding, folds,
// method, options and seed. Runs with equal fingerprints may continue each other.
std::string TrainingFingerprint(const TrainingSet& set, absl::string_view method,
                                const TrainingOptions& options, uint64_t seed);

//   magic and version (8 bytes) | fingerprint (string) | state (string) | SHA-256 of all before it
std::string SealCheckpoint(absl::string_view fingerprint, absl::string_view state);

// The state. DATA_LOSS if the bytes are damaged, or of a run with another fingerprint.
absl::StatusOr<std::string> OpenCheckpoint(absl::string_view bytes, absl::string_view fingerprint);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAINING_CHECKPOINT_H_
