#include <new>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/byte_codec.h"
#include "src/base/status_macros.h"
#include "src/tabular/crc32.h"
#include "src/tabular/dataset_file.h"
#include "src/tabular/dataset_file_format.h"
#include "src/tabular/posix_file.h"
#include "src/tabular/table_check.h"

namespace counterweight {
namespace {

struct OpenedDataset {
  PosixFile file;
  DatasetFooter footer;
};

absl::Status Damaged(const std::string& path, absl::string_view problem) {
  return absl::DataLossError(absl::StrCat("the dataset file ", path, " is damaged: ", problem));
}

absl::Status CheckHeader(const PosixFile& file) {
  std::string header(kDatasetHeaderBytes, '\0');
  CW_RETURN_IF_ERROR(file.ReadAt(0, header.data(), header.size()));
  if (header == DatasetFileHeader()) return absl::OkStatus();
  return Damaged(file.path(), absl::StrCat("it does not begin as a dataset file of version ",
                                           kDatasetFileVersion));
}

// The footer's bytes, checked against their checksum. They end where the trailer begins.
absl::StatusOr<std::string> ReadFooterBytes(const PosixFile& file, int64_t file_bytes) {
  std::string trailer(kDatasetTrailerBytes, '\0');
  const int64_t footer_end = file_bytes - kDatasetTrailerBytes;
  CW_RETURN_IF_ERROR(file.ReadAt(footer_end, trailer.data(), trailer.size()));
  ByteReader reader(trailer);
  const auto footer_bytes = reader.Get<uint64_t>();
  const auto checksum = reader.Get<uint32_t>();
  if (absl::string_view(trailer).substr(trailer.size() - kDatasetEndMagic.size()) !=
      kDatasetEndMagic) {
    return Damaged(file.path(), "it is incomplete, its end is not that of a dataset file");
  }
  if (footer_bytes > static_cast<uint64_t>(footer_end - kDatasetHeaderBytes)) {
    return Damaged(file.path(), "its footer is longer than the file");
  }
  std::string footer(footer_bytes, '\0');
  CW_RETURN_IF_ERROR(
      file.ReadAt(footer_end - static_cast<int64_t>(footer_bytes), footer.data(), footer.size()));
  if (ExtendCrc32(0, footer) != checksum) {
    return Damaged(file.path(), "the checksum of its footer does not hold");
  }
  return footer;
}

bool KindsMatch(const DatasetFooter& footer) {
  const std::vector<ColumnSchema>& columns = footer.description.columns;
  if (footer.kinds.size() != columns.size()) return false;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (footer.kinds[i] != ChunkKindOf(columns[i].type)) return false;
  }
  return true;
}

// True if the groups fill the file from the header to the footer and have the described rows. From
// here on row_count is bounded by the size of the file.
bool GroupsFill(const DatasetFooter& footer, int64_t footer_offset) {
  const int64_t row_bytes = footer.RowBytes();
  int64_t offset = kDatasetHeaderBytes;
  int64_t row_count = 0;
  for (const GroupEntry& group : footer.groups) {
    if (group.offset != offset || group.row_count < 1) return false;
    if (group.row_count > (footer_offset - offset) / row_bytes) return false;
    offset += group.row_count * row_bytes;
    row_count += group.row_count;
  }
  return offset == footer_offset && row_count == footer.description.row_count;
}

absl::StatusOr<OpenedDataset> OpenDataset(const std::string& path) {
  CW_ASSIGN_OR_RETURN(PosixFile file, PosixFile::OpenForReading(path));
  CW_ASSIGN_OR_RETURN(const int64_t file_bytes, file.Size());
  if (file_bytes < kDatasetHeaderBytes + kDatasetTrailerBytes) {
    return Damaged(path, absl::StrCat("it has ", file_bytes, " bytes only"));
  }
  CW_RETURN_IF_ERROR(CheckHeader(file));
  CW_ASSIGN_OR_RETURN(const std::string bytes, ReadFooterBytes(file, file_bytes));
  absl::StatusOr<DatasetFooter> footer = DatasetFooter::Decode(bytes);
  if (!footer.ok()) return Damaged(path, footer.status().message());
  const absl::Status consistent = footer->description.CheckConsistency();
  if (!consistent.ok()) return Damaged(path, consistent.message());
  if (!KindsMatch(*footer)) return Damaged(path, "its columns are not those described");
  const int64_t footer_offset =
      file_bytes - kDatasetTrailerBytes - static_cast<int64_t>(bytes.size());
  if (!GroupsFill(*footer, footer_offset)) return Damaged(path, "its row groups do not fill it");
  return OpenedDataset{std::move(file), *std::move(footer)};
}

// Reads the chunks of the groups one after the other, straight into the columns.
class GroupReader {
 public:
  GroupReader(const PosixFile& file, const GroupEntry& group)
      : file_(file), group_(group), offset_(group.offset) {}

  template <typename T>
  absl::Status ReadChunk(T* cells) {
    const size_t size = static_cast<size_t>(group_.row_count) * sizeof(T);
    CW_RETURN_IF_ERROR(file_.ReadAt(offset_, cells, size));
    offset_ += static_cast<int64_t>(size);
    checksum_ =
        ExtendCrc32(checksum_, absl::string_view(reinterpret_cast<const char*>(cells), size));
    return absl::OkStatus();
  }
  bool ChecksumHolds() const { return checksum_ == group_.checksum; }

 private:
  const PosixFile& file_;
  const GroupEntry& group_;
  int64_t offset_;
  uint32_t checksum_ = 0;
};

absl::Status ReadGroup(const OpenedDataset& opened, const GroupEntry& group, int64_t first_row,
                       LabelledTable& result) {
  GroupReader reader(opened.file, group);
  for (size_t i = 0; i < opened.footer.kinds.size(); ++i) {
    Column& column = result.table.columns[i];
    CW_RETURN_IF_ERROR(opened.footer.kinds[i] == ChunkKind::kNumbers
                           ? reader.ReadChunk(column.numbers.data() + first_row)
                           : reader.ReadChunk(column.codes.data() + first_row));
  }
  CW_RETURN_IF_ERROR(reader.ReadChunk(result.labels.data() + first_row));
  if (reader.ChecksumHolds()) return absl::OkStatus();
  return Damaged(opened.file.path(),
                 absl::StrCat("the checksum of the rows from ", first_row, " does not hold"));
}

// A table of the described shape, not yet filled.
LabelledTable AllocateTable(const DatasetFooter& footer) {
  LabelledTable result;
  const auto row_count = static_cast<size_t>(footer.description.row_count);
  result.description = footer.description;
  result.table.schema = footer.description.columns;
  result.table.row_count = footer.description.row_count;
  result.table.columns.resize(footer.kinds.size());
  for (size_t i = 0; i < footer.kinds.size(); ++i) {
    Column& column = result.table.columns[i];
    if (footer.kinds[i] == ChunkKind::kNumbers) {
      column.numbers.resize(row_count);
    } else {
      column.codes.resize(row_count);
    }
  }
  result.labels.resize(row_count);
  return result;
}

absl::StatusOr<LabelledTable> ReadOpened(const OpenedDataset& opened) {
  LabelledTable result = AllocateTable(opened.footer);
  int64_t row = 0;
  for (const GroupEntry& group : opened.footer.groups) {
    CW_RETURN_IF_ERROR(ReadGroup(opened, group, row, result));
    row += group.row_count;
  }
  TableExtent extent;
  absl::Status valid = extent.Add(result.table.columns, result.labels);
  if (valid.ok()) valid = extent.Check(opened.footer.description);
  if (!valid.ok()) return Damaged(opened.file.path(), valid.message());
  return result;
}

absl::Status TooLarge(const std::string& path) {
  return absl::ResourceExhaustedError(
      absl::StrCat("the dataset file ", path, " does not fit into memory"));
}

}  // namespace

absl::StatusOr<LabelledTable> ReadDatasetFile(const std::string& path) try {
  CW_ASSIGN_OR_RETURN(const OpenedDataset opened, OpenDataset(path));
  return ReadOpened(opened);
} catch (const std::bad_alloc&) {
  return TooLarge(path);
}

absl::StatusOr<DatasetDescription> ReadDatasetDescription(const std::string& path) try {
  CW_ASSIGN_OR_RETURN(OpenedDataset opened, OpenDataset(path));
  return std::move(opened.footer.description);
} catch (const std::bad_alloc&) {
  return TooLarge(path);
}

}  // namespace counterweight
