// Option names and texts <-> bytes.
#ifndef COUNTERWEIGHT_SRC_ARTIFACT_OPTIONS_CODEC_H_
#define COUNTERWEIGHT_SRC_ARTIFACT_OPTIONS_CODEC_H_

#include <map>
#include <string>
#include <utility>

#include "src/base/byte_codec.h"

namespace counterweight {

inline void PutOptions(const std::map<std::string, std::string>& options, ByteWriter& writer) {
  writer.Put<uint64_t>(options.size());
  for (const auto& [name, value] : options) {
    writer.PutString(name);
    writer.PutString(value);
  }
}

inline std::map<std::string, std::string> GetOptions(ByteReader& reader) {
  std::map<std::string, std::string> options;
  const uint64_t count = reader.GetCount(2 * sizeof(uint64_t));
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    std::string name = reader.GetString();
    options[std::move(name)] = reader.GetString();
  }
  return options;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_ARTIFACT_OPTIONS_CODEC_H_
