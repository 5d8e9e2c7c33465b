// SettingRecord <-> bytes, the same in an artefact and in its summary.
#ifndef COUNTERWEIGHT_SRC_ARTIFACT_SETTING_CODEC_H_
#define COUNTERWEIGHT_SRC_ARTIFACT_SETTING_CODEC_H_

#include <cstdint>

#include "src/artifact/artifact.h"
#include "src/base/byte_codec.h"

namespace counterweight {

// Two texts' and one map's counts, the figure and the step.
inline constexpr uint64_t kSmallestSettingRecord = 5 * sizeof(uint64_t);

void PutSettingRecord(const SettingRecord& setting, ByteWriter& writer);
SettingRecord GetSettingRecord(ByteReader& reader);  // the caller checks reader.status()

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_ARTIFACT_SETTING_CODEC_H_
