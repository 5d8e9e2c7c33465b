#include "src/learn/training_checkpoint.h"

#include <map>
#include <vector>

#include "src/base/byte_codec.h"
#include "src/base/sha256.h"

namespace counterweight {
namespace {

// "CWTRAIN" and the version.
constexpr uint64_t kMagic = 0x014e494152545743;
constexpr size_t kDigestBytes = 32;

// Size first, so that no two different sequences of vectors hash the same bytes.
template <typename T>
void HashVector(Sha256& hash, const std::vector<T>& values) {
  const uint64_t count = values.size();
  hash.Update(absl::string_view(reinterpret_cast<const char*>(&count), sizeof(count)));
  hash.Update(absl::string_view(reinterpret_cast<const char*>(values.data()), count * sizeof(T)));
}

}  // namespace

std::string TrainingFingerprint(const TrainingSet& set, absl::string_view method,
                                const TrainingOptions& options, uint64_t seed) {
  ByteWriter facts;
  facts.Put(kMagic);
  facts.Put(set.features.rows);
  facts.Put(set.features.columns);
  facts.Put(set.class_count);
  facts.Put(set.positive_class);
  facts.Put(set.fold_count);
  facts.Put(set.networks);
  set.encoding.Encode(facts);
  facts.PutString(method);
  for (const auto& [name, value] : FormatTrainingOptions(options)) {
    facts.PutString(name);
    facts.PutString(value);
  }
  facts.Put(seed);

  Sha256 hash;
  hash.Update(facts.bytes());
  HashVector(hash, set.features.values);
  HashVector(hash, set.labels);
  HashVector(hash, set.folds);
  HashVector(hash, set.column_groups);
  return hash.Finish();
}

std::string SealCheckpoint(absl::string_view fingerprint, absl::string_view state) {
  ByteWriter writer;
  writer.Reserve(3 * sizeof(uint64_t) + fingerprint.size() + state.size() + kDigestBytes);
  writer.Put(kMagic);
  writer.PutString(fingerprint);
  writer.PutString(state);
  std::string bytes = writer.Take();
  bytes += Sha256Digest(bytes);
  return bytes;
}

absl::StatusOr<std::string> OpenCheckpoint(absl::string_view bytes, absl::string_view fingerprint) {
  if (bytes.size() < kDigestBytes) return absl::DataLossError("the checkpoint is cut short");
  const absl::string_view content = bytes.substr(0, bytes.size() - kDigestBytes);
  if (Sha256Digest(content) != bytes.substr(content.size())) {
    return absl::DataLossError("the checkpoint is damaged: its checksum does not fit");
  }
  ByteReader reader(content);
  const auto magic = reader.Get<uint64_t>();
  const std::string found = reader.GetString();
  std::string state = reader.GetString();
  if (!reader.ok() || !reader.AtEnd() || magic != kMagic) {
    return absl::DataLossError("the checkpoint is of another version, or none");
  }
  if (found != fingerprint) {
    return absl::DataLossError("the checkpoint is of other data, options, method or seed");
  }
  return state;
}

}  // namespace counterweight
