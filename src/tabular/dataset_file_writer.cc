#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/tabular/dataset_file.h"
#include "src/tabular/dataset_file_format.h"
#include "src/tabular/posix_file.h"
#include "src/tabular/table_check.h"

namespace counterweight {
namespace {

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

std::string GroupBytes(const std::vector<Column>& columns, const std::vector<uint32_t>& labels,
                       int64_t row_bytes) {
  std::string bytes;
  bytes.reserve(labels.size() * static_cast<size_t>(row_bytes));
  for (const Column& column : columns) {
    absl::StrAppend(&bytes, BytesOf(column.numbers), BytesOf(column.codes));
  }
  absl::StrAppend(&bytes, BytesOf(labels));
  return bytes;
}

}  // namespace

struct DatasetFileWriter::State {
  explicit State(PosixFile opened) : file(std::move(opened)) {}

  absl::Status AppendGroup(const std::vector<Column>& columns, const std::vector<uint32_t>& labels);
  absl::Status Finish(const DatasetDescription& description);
  absl::Status CheckDescription(const DatasetDescription& description) const;

  PosixFile file;
  int64_t offset = kDatasetHeaderBytes;
  DatasetFooter footer;
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
  const std::string bytes = GroupBytes(columns, labels, footer.RowBytes());
  CW_RETURN_IF_ERROR(file.Write(bytes));
  footer.groups.push_back({offset, static_cast<int64_t>(labels.size()), ExtendChecksum(0, bytes)});
  offset += static_cast<int64_t>(bytes.size());
  return absl::OkStatus();
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

absl::Status DatasetFileWriter::Finish(const DatasetDescription& description) {
  CW_RETURN_IF_ERROR(state_->status);
  const absl::Status finished = state_->Finish(description);
  state_->status =
      finished.ok() ? absl::FailedPreconditionError("the dataset file is finished") : finished;
  return finished;
}

}  // namespace counterweight
