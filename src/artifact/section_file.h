// Named runs of bytes in one file, each with its checksum.
#ifndef COUNTERWEIGHT_SRC_ARTIFACT_SECTION_FILE_H_
#define COUNTERWEIGHT_SRC_ARTIFACT_SECTION_FILE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight {

struct Section {
  absl::string_view name;
  std::string bytes;
};

// section_file.cc draws the layout. version: of what the sections mean; the container has none.
std::string EncodeSections(uint32_t version, absl::Span<const Section> sections);

// Name -> bytes, as views of `bytes`. DATA_LOSS, naming the header or the section, if a single byte
// is not what EncodeSections wrote, or the version is another one.
// wanted: only these are given back, and the bytes of the others are not looked at; empty: all.
absl::StatusOr<std::map<std::string, absl::string_view>> DecodeSections(
    uint32_t version, absl::string_view bytes, absl::Span<const absl::string_view> wanted = {});

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_ARTIFACT_SECTION_FILE_H_
