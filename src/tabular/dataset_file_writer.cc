#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/tabular/crc32.h"
#include "src/tabular/dataset_file.h"
#include "src/tabular/dataset_file_format.h"
#include "src/tabular/posix_file.h"
#include "src/tabular/table_check.h"

namespace counterweight {
namespace {

// Large enough to cost nothing, small enough that little is left to the last fsync.
constexpr int64_t kWriteAheadBytes = int64_t{8} << 20;

// The kind of a chunk of `row_count` (>= 1) cells; nullopt if the column has another length.
std::optional<ChunkKind> KindOf(const Column& column, size_t row_count) {
  if (column.numbers.size() == row_count && column.codes.empty()) return ChunkKind::kNumbers;
  if (column.codes.size() == row_count && column.numbers.empty()) return ChunkKind::kCodes;
  return std::nullopt;
}

absl::StatusOr<std::vector<ChunkKind>> KindsOf(const std::vector<Column>& columns,
                                               size_t row_count) {
  std::vector<ChunkKind> kinds;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::optional<ChunkKind> kind = KindOf(columns[i], row_count);
    if (!kind.has_value()) {
      return absl::InternalError(absl::StrCat(
          "column ", i, " of a row group has ", columns[i].numbers.size(), " numbers and ",
          columns[i].codes.size(), " codes for ", row_count, " rows"));
    }
    kinds.push_back(*kind);
  }
  return kinds;
}

// False if a label has no new one, or if two have the same.
bool IsPermutation(const std::vector<uint32_t>& new_labels, size_t label_count) {
  std::vector<bool> is_taken(new_labels.size(), false);
  for (const uint32_t label : new_labels) {
    if (label >= is_taken.size() || is_taken[label]) return false;
    is_taken[label] = true;
  }
  return label_count <= new_labels.size();
}

}  // namespace

struct DatasetFileWriter::State {
  explicit State(PosixFile opened) : file(std::move(opened)) {}

  absl::Status AppendGroup(const std::vector<Column>& columns, const std::vector<uint32_t>& labels);
  absl::Status Relabel(const std::vector<uint32_t>& new_labels);
  absl::Status RelabelGroup(size_t group, const std::vector<uint32_t>& new_labels);
  absl::Status Finish(const DatasetDescription& description);
  absl::Status CheckDescription(const DatasetDescription& description) const;

  PosixFile file;
  int64_t offset = kDatasetHeaderBytes;
  int64_t begun = 0;  // up to here the system was asked to write to the disk
  DatasetFooter footer;
  std::vector<uint32_t> cell_checksums;  // of every group without its labels
  TableExtent extent;
  absl::Status status;
};

absl::Status DatasetFileWriter::State::AppendGroup(const std::vector<Column>& columns,
                                                   const std::vector<uint32_t>& labels) {
  if (labels.empty()) return absl::InternalError("a row group without rows");
  CW_ASSIGN_OR_RETURN(std::vector<ChunkKind> kinds, KindsOf(columns, labels.size()));
  if (!footer.groups.empty() && kinds != footer.kinds) {
    return absl::InternalError("a row group has other columns than the one before");
  }
  footer.kinds = std::move(kinds);
  CW_RETURN_IF_ERROR(extent.Add(columns, labels));
  std::vector<absl::string_view> chunks;
  chunks.reserve(columns.size() + 1);
  for (size_t i = 0; i < columns.size(); ++i) {
    const bool numbers = footer.kinds[i] == ChunkKind::kNumbers;
    chunks.push_back(numbers ? BytesOf(columns[i].numbers) : BytesOf(columns[i].codes));
  }
  uint32_t cell_checksum = 0;
  for (const absl::string_view chunk : chunks) cell_checksum = ExtendCrc32(cell_checksum, chunk);
  chunks.push_back(BytesOf(labels));
  CW_RETURN_IF_ERROR(file.WriteParts(chunks));
  const auto row_count = static_cast<int64_t>(labels.size());
  footer.groups.push_back({offset, row_count, ExtendCrc32(cell_checksum, chunks.back())});
  cell_checksums.push_back(cell_checksum);
  offset += row_count * footer.RowBytes();
  if (offset - begun >= kWriteAheadBytes) {
    file.StartWriting(begun, offset - begun);
    begun = offset;
  }
  return absl::OkStatus();
}

absl::Status DatasetFileWriter::State::Relabel(const std::vector<uint32_t>& new_labels) {
  if (!IsPermutation(new_labels, extent.class_counts.size())) {
    return absl::InternalError("the new labels are not one for each label");
  }
  if (std::is_sorted(new_labels.begin(), new_labels.end())) return absl::OkStatus();
  for (size_t group = 0; group < footer.groups.size(); ++group) {
    CW_RETURN_IF_ERROR(RelabelGroup(group, new_labels));
  }
  std::vector<int64_t> counts(new_labels.size(), 0);
  for (size_t label = 0; label < extent.class_counts.size(); ++label) {
    counts[new_labels[label]] = extent.class_counts[label];
  }
  extent.class_counts = std::move(counts);
  return absl::OkStatus();
}

absl::Status DatasetFileWriter::State::RelabelGroup(size_t group,
                                                    const std::vector<uint32_t>& new_labels) {
  GroupEntry& entry = footer.groups[group];
  std::vector<uint32_t> labels(static_cast<size_t>(entry.row_count));
  const auto size = static_cast<int64_t>(BytesOf(labels).size());
  const int64_t labels_offset = entry.offset + entry.row_count * footer.RowBytes() - size;
  CW_RETURN_IF_ERROR(file.ReadAt(labels_offset, labels.data(), static_cast<size_t>(size)));
  if (ExtendCrc32(cell_checksums[group], BytesOf(labels)) != entry.checksum) {
    return absl::DataLossError(absl::StrCat("the labels in ", file.path(), " were changed"));
  }
  for (uint32_t& label : labels) label = new_labels[label];
  entry.checksum = ExtendCrc32(cell_checksums[group], BytesOf(labels));
  return file.WriteAt(labels_offset, BytesOf(labels));
}

absl::Status DatasetFileWriter::State::Finish(const DatasetDescription& description) {
  CW_RETURN_IF_ERROR(CheckDescription(description));
  footer.description = description;
  CW_RETURN_IF_ERROR(file.Write(footer.Encode()));
  return file.Sync();
}

absl::Status DatasetFileWriter::State::CheckDescription(
    const DatasetDescription& description) const {
  CW_RETURN_IF_ERROR(description.CheckConsistency());
  CW_RETURN_IF_ERROR(extent.Check(description));
  for (size_t i = 0; i < footer.kinds.size(); ++i) {
    if (footer.kinds[i] != ChunkKindOf(description.columns[i].type)) {
      return absl::InternalError(absl::StrCat("the cells of column ", i, " are not ",
                                              ColumnTypeName(description.columns[i].type)));
    }
  }
  return absl::OkStatus();
}

DatasetFileWriter::DatasetFileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
DatasetFileWriter::~DatasetFileWriter() = default;

absl::StatusOr<std::unique_ptr<DatasetFileWriter>> DatasetFileWriter::Create(
    const std::string& path) {
  CW_ASSIGN_OR_RETURN(PosixFile file, PosixFile::Create(path));
  CW_RETURN_IF_ERROR(file.Write(DatasetFileHeader()));
  return std::unique_ptr<DatasetFileWriter>(
      new DatasetFileWriter(std::make_unique<State>(std::move(file))));
}

absl::Status DatasetFileWriter::AppendGroup(const std::vector<Column>& columns,
                                            const std::vector<uint32_t>& labels) {
  if (state_->status.ok()) state_->status = state_->AppendGroup(columns, labels);
  return state_->status;
}

absl::Status DatasetFileWriter::Relabel(const std::vector<uint32_t>& new_labels) {
  if (state_->status.ok()) state_->status = state_->Relabel(new_labels);
  return state_->status;
}

absl::Status DatasetFileWriter::Finish(const DatasetDescription& description) {
  CW_RETURN_IF_ERROR(state_->status);
  const absl::Status finished = state_->Finish(description);
  state_->status =
      finished.ok() ? absl::FailedPreconditionError("the dataset file is finished") : finished;
  return finished;
}

}  // namespace counterweight
