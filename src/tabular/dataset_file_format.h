// The byte layout of a dataset file, shared by its writer and its readers.
#ifndef COUNTERWEIGHT_SRC_TABULAR_DATASET_FILE_FORMAT_H_
#define COUNTERWEIGHT_SRC_TABULAR_DATASET_FILE_FORMAT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/tabular/schema.h"

namespace counterweight {

// All numbers are little-endian; strings and vectors are those of byte_codec.h.
//
//   file    := header group* footer trailer
//   header  := magic "CWTABLE\n" | u32 version
//   group   := chunk of column 0 | chunk of column 1 | ... | labels
//   chunk   := rows x f64          kind 1: a numeric or boolean column, missing is NaN
//            | rows x u32          kind 2: a categorical column, missing is 0xFFFFFFFF
//   labels  := rows x u32
//   footer  := vector of u8: the kind of every column
//            | u64 group count | group entry*
//            | string: DatasetDescription::Encode()
//   entry   := u64 offset of the group in the file | u64 rows, >= 1 | u32 CRC-32 of its bytes
//   trailer := u64 footer bytes | u32 CRC-32 of the footer | magic "CWTEND.\n"
//
// Groups follow each other without gaps, so every byte of the file is either compared with what it
// must be or covered by a checksum. The footer stands last because it is known last: the writer
// goes back for labels at most.
inline constexpr absl::string_view kDatasetMagic = "CWTABLE\n";
inline constexpr absl::string_view kDatasetEndMagic = "CWTEND.\n";
inline constexpr uint32_t kDatasetFileVersion = 1;
inline constexpr int64_t kDatasetHeaderBytes = 8 + sizeof(uint32_t);
inline constexpr int64_t kDatasetTrailerBytes = sizeof(uint64_t) + sizeof(uint32_t) + 8;

// Values are stored in files: never renumber.
enum class ChunkKind : uint8_t { kNumbers = 1, kCodes = 2 };

ChunkKind ChunkKindOf(ColumnType type);

struct GroupEntry {
  int64_t offset = 0;
  int64_t row_count = 0;
  uint32_t checksum = 0;
};

struct DatasetFooter {
  std::vector<ChunkKind> kinds;
  std::vector<GroupEntry> groups;
  DatasetDescription description;

  // Footer and trailer.
  std::string Encode() const;
  // bytes: the footer alone. DATA_LOSS if they are none.
  static absl::StatusOr<DatasetFooter> Decode(absl::string_view bytes);

  // Of one row with its label.
  int64_t RowBytes() const;
};

std::string DatasetFileHeader();

// The memory of a vector of numbers, as the file has it.
template <typename T>
absl::string_view BytesOf(const std::vector<T>& values) {
  return absl::string_view(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_DATASET_FILE_FORMAT_H_
