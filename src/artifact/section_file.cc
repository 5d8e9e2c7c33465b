#include "src/artifact/section_file.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/base/byte_codec.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"

// Layout (integers little-endian, strings as byte_codec.h writes them):
//
//   +----------------------------------------------+
//   | magic "CWMODEL\n"                    8 bytes |
//   | version                              u32     |
//   | size of the directory                u64     |
//   +----------------------------------------------+
//   | directory: count u64, then per section       |
//   |   name                               string  |
//   |   offset from the first section      u64     |
//   |   size                               u64     |
//   |   SHA-256 of its bytes               string  |
//   +----------------------------------------------+
//   | SHA-256 of everything above          32 bytes|
//   +----------------------------------------------+
//   | sections, one after the other, to the end    |
//   +----------------------------------------------+
//
// Every byte lies under a checksum or is compared, so no damage goes unseen.

namespace counterweight {
namespace {

constexpr absl::string_view kMagic = "CWMODEL\n";
constexpr size_t kFixedHeaderBytes = 8 + sizeof(uint32_t) + sizeof(uint64_t);
constexpr size_t kDigestBytes = 32;
// An empty name and an empty digest still take their two lengths, the offset and the size.
constexpr uint64_t kMinimumEntryBytes = 4 * sizeof(uint64_t);

struct DirectoryEntry {
  std::string name;
  uint64_t offset = 0;
  uint64_t size = 0;
  std::string digest;
};

std::string EncodeDirectory(absl::Span<const Section> sections) {
  ByteWriter writer;
  writer.Put<uint64_t>(sections.size());
  uint64_t offset = 0;
  for (const Section& section : sections) {
    writer.PutString(section.name);
    writer.Put<uint64_t>(offset);
    writer.Put<uint64_t>(section.bytes.size());
    writer.PutString(Sha256Digest(section.bytes));
    offset += section.bytes.size();
  }
  return writer.Take();
}

absl::StatusOr<std::vector<DirectoryEntry>> DecodeDirectory(absl::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<DirectoryEntry> entries(reader.GetCount(kMinimumEntryBytes));
  for (DirectoryEntry& entry : entries) {
    entry.name = reader.GetString();
    entry.offset = reader.Get<uint64_t>();
    entry.size = reader.Get<uint64_t>();
    entry.digest = reader.GetString();
  }
  if (!reader.ok() || !reader.AtEnd()) {
    return absl::DataLossError("artefact header: the section directory is malformed");
  }
  return entries;
}

struct Header {
  std::vector<DirectoryEntry> directory;
  absl::string_view body;  // the bytes behind the header
};

absl::StatusOr<Header> DecodeHeader(uint32_t version, absl::string_view bytes) {
  if (bytes.size() < kFixedHeaderBytes || !absl::StartsWith(bytes, kMagic)) {
    return absl::DataLossError("artefact header: these bytes are not a model");
  }
  ByteReader reader(bytes.substr(kMagic.size(), kFixedHeaderBytes - kMagic.size()));
  const uint32_t found_version = reader.Get<uint32_t>();
  const uint64_t directory_bytes = reader.Get<uint64_t>();
  const size_t rest = bytes.size() - kFixedHeaderBytes;
  if (rest < kDigestBytes || directory_bytes > rest - kDigestBytes) {
    return absl::DataLossError("artefact header: the bytes end inside the section directory");
  }
  const size_t digest_offset = kFixedHeaderBytes + directory_bytes;
  if (Sha256Digest(bytes.substr(0, digest_offset)) != bytes.substr(digest_offset, kDigestBytes)) {
    return absl::DataLossError("artefact header: checksum mismatch");
  }
  if (found_version != version) {
    return absl::DataLossError(absl::StrCat("artefact header: format version ", found_version,
                                            "; this program reads version ", version));
  }
  Header header;
  CW_ASSIGN_OR_RETURN(header.directory,
                      DecodeDirectory(bytes.substr(kFixedHeaderBytes, directory_bytes)));
  header.body = bytes.substr(digest_offset + kDigestBytes);
  return header;
}

}  // namespace

std::string EncodeSections(uint32_t version, absl::Span<const Section> sections) {
  const std::string directory = EncodeDirectory(sections);
  ByteWriter fixed;
  fixed.Put<uint32_t>(version);
  fixed.Put<uint64_t>(directory.size());
  std::string bytes = absl::StrCat(kMagic, fixed.bytes(), directory);
  bytes += Sha256Digest(bytes);
  size_t body_bytes = 0;
  for (const Section& section : sections) body_bytes += section.bytes.size();
  bytes.reserve(bytes.size() + body_bytes);
  for (const Section& section : sections) bytes += section.bytes;
  return bytes;
}

absl::StatusOr<std::map<std::string, absl::string_view>> DecodeSections(
    uint32_t version, absl::string_view bytes, absl::Span<const absl::string_view> wanted) {
  CW_ASSIGN_OR_RETURN(Header header, DecodeHeader(version, bytes));
  std::map<std::string, absl::string_view> sections;
  uint64_t expected_offset = 0;
  for (const DirectoryEntry& entry : header.directory) {
    const std::string what = absl::StrCat("artefact section \"", entry.name, "\": ");
    if (entry.offset != expected_offset || entry.size > header.body.size() - entry.offset) {
      return absl::DataLossError(absl::StrCat(what, "the bytes end before it does"));
    }
    const absl::string_view section = header.body.substr(entry.offset, entry.size);
    expected_offset += entry.size;
    if (!wanted.empty() && !absl::c_linear_search(wanted, entry.name)) continue;
    if (Sha256Digest(section) != entry.digest) {
      return absl::DataLossError(absl::StrCat(what, "checksum mismatch"));
    }
    if (!sections.emplace(entry.name, section).second) {
      return absl::DataLossError(absl::StrCat(what, "listed twice"));
    }
  }
  if (expected_offset != header.body.size()) {
    return absl::DataLossError("artefact header: bytes behind the last section");
  }
  return sections;
}

}  // namespace counterweight
