#include "src/tabular/dataset_file_format.h"

#include <utility>

#include "src/base/byte_codec.h"
#include "src/base/status_macros.h"
#include "src/tabular/crc32.h"

namespace counterweight {
namespace {

constexpr uint64_t kGroupEntryBytes = 2 * sizeof(int64_t) + sizeof(uint32_t);

void PutRaw(absl::string_view bytes, ByteWriter& writer) {
  for (const char byte : bytes) writer.Put(byte);
}

}  // namespace

ChunkKind ChunkKindOf(ColumnType type) {
  return type == ColumnType::kCategorical ? ChunkKind::kCodes : ChunkKind::kNumbers;
}

std::string DatasetFooter::Encode() const {
  ByteWriter footer;
  footer.Put<uint64_t>(kinds.size());
  for (const ChunkKind kind : kinds) footer.Put(kind);
  footer.Put<uint64_t>(groups.size());
  for (const GroupEntry& group : groups) {
    footer.Put(group.offset);
    footer.Put(group.row_count);
    footer.Put(group.checksum);
  }
  footer.PutString(description.Encode());
  ByteWriter trailer;
  trailer.Put<uint64_t>(footer.bytes().size());
  trailer.Put(ExtendCrc32(0, footer.bytes()));
  PutRaw(kDatasetEndMagic, trailer);
  return footer.Take() + trailer.Take();
}

absl::StatusOr<DatasetFooter> DatasetFooter::Decode(absl::string_view bytes) {
  ByteReader reader(bytes);
  DatasetFooter footer;
  const uint64_t column_count = reader.GetCount(sizeof(ChunkKind));
  for (uint64_t i = 0; i < column_count && reader.ok(); ++i) {
    footer.kinds.push_back(reader.Get<ChunkKind>());
  }
  const uint64_t group_count = reader.GetCount(kGroupEntryBytes);
  for (uint64_t i = 0; i < group_count && reader.ok(); ++i) {
    GroupEntry& group = footer.groups.emplace_back();
    group.offset = reader.Get<int64_t>();
    group.row_count = reader.Get<int64_t>();
    group.checksum = reader.Get<uint32_t>();
  }
  const std::string description = reader.GetString();
  CW_RETURN_IF_ERROR(reader.status());
  if (!reader.AtEnd()) return absl::DataLossError("bytes after the end of the footer");
  CW_ASSIGN_OR_RETURN(footer.description, DatasetDescription::Decode(description));
  return footer;
}

int64_t DatasetFooter::RowBytes() const {
  int64_t bytes = sizeof(uint32_t);
  for (const ChunkKind kind : kinds) {
    bytes += kind == ChunkKind::kNumbers ? sizeof(double) : sizeof(uint32_t);
  }
  return bytes;
}

std::string DatasetFileHeader() {
  ByteWriter writer;
  PutRaw(kDatasetMagic, writer);
  writer.Put(kDatasetFileVersion);
  return writer.Take();
}

}  // namespace counterweight
