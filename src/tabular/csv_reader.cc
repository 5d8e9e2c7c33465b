#include "src/tabular/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "src/base/status_macros.h"
#include "src/tabular/utf8.h"

namespace counterweight {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(char delimiter, int64_t field_bytes_limit, int64_t columns_limit,
                     RowsCallback on_rows)
    : delimiter_(delimiter),
      field_bytes_limit_(field_bytes_limit),
      on_rows_(std::move(on_rows)),
      records_(delimiter, field_bytes_limit, columns_limit) {}

absl::Status CsvReader::Append(absl::string_view bytes) {
  if (!status_.ok()) return status_;
  if (bom_bytes_ >= 0) bytes = SkipByteOrderMark(bytes);
  if (status_.ok()) status_ = Read(bytes);
  return status_;
}

absl::Status CsvReader::Finish() {
  if (!status_.ok()) return status_;
  // A file that ends inside what looked like a byte order mark.
  if (bom_bytes_ > 0) {
    status_ = Read(kByteOrderMark.substr(0, std::exchange(bom_bytes_, -1)));
    if (!status_.ok()) return status_;
  }
  status_ = records_.Finish();
  if (status_.ok() && records_.has_record()) status_ = DeliverRecord();
  return status_;
}

// Returns what is left of `bytes` after the part that belongs to the mark. Bytes of a mark that
// turns out to be none are data (and invalid UTF-8, which the record reader reports).
absl::string_view CsvReader::SkipByteOrderMark(absl::string_view bytes) {
  while (!bytes.empty() && bom_bytes_ >= 0) {
    if (bytes.front() != kByteOrderMark[bom_bytes_]) {
      status_ = Read(kByteOrderMark.substr(0, std::exchange(bom_bytes_, -1)));
      break;
    }
    bytes.remove_prefix(1);
    if (++bom_bytes_ == static_cast<int>(kByteOrderMark.size())) bom_bytes_ = -1;
  }
  return bytes;
}

absl::Status CsvReader::Read(absl::string_view bytes) {
  while (!bytes.empty()) {
    // A record of one field cannot be told from a blank line by its ends alone.
    const bool by_pieces = records_.at_start() && column_count_ > 1;
    size_t taken = 0;
    if (by_pieces) {
      CW_ASSIGN_OR_RETURN(taken, ReadPiece(bytes.substr(0, kPieceBytes)));
    }
    bytes.remove_prefix(taken);
    // Without a whole record in the piece, or at the end of the bytes.
    if (taken == 0 || bytes.size() + taken <= kPieceBytes) {
      CW_ASSIGN_OR_RETURN(taken, ReadRecord(bytes));
      bytes.remove_prefix(taken);
    }
  }
  return absl::OkStatus();
}

absl::Status CsvReader::ReadByBytes(absl::string_view bytes) {
  while (!bytes.empty()) {
    CW_ASSIGN_OR_RETURN(const size_t taken, ReadRecord(bytes));
    bytes.remove_prefix(taken);
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> CsvReader::ReadRecord(absl::string_view bytes) {
  CW_ASSIGN_OR_RETURN(const size_t taken, records_.Read(bytes));
  if (records_.has_record()) CW_RETURN_IF_ERROR(DeliverRecord());
  return taken;
}

absl::Status CsvReader::DeliverRecord() {
  const CsvRows record = records_.record();
  if (record.first_record == 0) column_count_ = record.column_count;
  return on_rows_(record);
}

absl::StatusOr<size_t> CsvReader::ReadPiece(absl::string_view bytes) {
  Split(bytes);
  const size_t last_end = LastLineEnd();
  if (last_end == 0) return 0;
  const size_t whole_bytes = positions_.ends[last_end] + size_t{1};
  const absl::string_view whole = bytes.substr(0, whole_bytes);
  if (positions_.has_fault || !(positions_.is_ascii || IsValidUtf8(whole))) {
    CW_RETURN_IF_ERROR(ReadByBytes(whole));
    return whole_bytes;
  }
  same_width_ = AllRowsHaveOneWidth();
  Progress progress;
  while (progress.ends < last_end && records_.at_start()) {
    CW_RETURN_IF_ERROR(ReadPlainRows(progress));
    if (progress.ends < last_end) CW_RETURN_IF_ERROR(ReadUnusualRecord(progress));
  }
  return progress.bytes;
}

absl::Status CsvReader::ReadPlainRows(Progress& progress) {
  CsvRows rows;
  rows.row_count = CountPlainRows(progress);
  if (rows.row_count == 0) return absl::OkStatus();
  rows.first_record = records_.next_record();
  rows.column_count = column_count_;
  rows.text = piece_.data();
  rows.ends = positions_.ends.data() + progress.ends;
  rows.has_quotes = positions_.has_quotes;
  rows.has_returns = positions_.has_returns;
  records_.PassRecords(static_cast<int64_t>(rows.row_count));
  progress.ends += rows.row_count * column_count_;
  progress.bytes = positions_.ends[progress.ends] + size_t{1};
  return on_rows_(rows);
}

// Up to the next line feed outside quotes; there is one.
absl::Status CsvReader::ReadUnusualRecord(Progress& progress) {
  const size_t begin = progress.bytes;
  do {
    progress.bytes = positions_.ends[++progress.ends] + size_t{1};
  } while (piece_[progress.bytes - 1] != '\n');
  return ReadByBytes(absl::string_view(piece_.data() + begin, progress.bytes - begin));
}

void CsvReader::Split(absl::string_view bytes) {
  if (piece_.empty()) piece_.resize(kPieceBytes + CsvRows::kReadableBytes);
  std::memcpy(piece_.data(), bytes.data(), bytes.size());
  piece_bytes_ = bytes.size();
  FindCsvPositions(piece_.data(), piece_bytes_, delimiter_, positions_);
}

size_t CsvReader::LastLineEnd() const {
  if (positions_.line_count == 0) return 0;
  size_t end = positions_.count;
  while (piece_[positions_.ends[end]] != '\n') --end;
  return end;
}

bool CsvReader::AllRowsHaveOneWidth() const {
  const size_t row_count = positions_.count / column_count_;
  if (positions_.line_count != row_count) return false;
  for (size_t row = 1; row <= row_count; ++row) {
    if (piece_[positions_.ends[row * column_count_]] != '\n') return false;
  }
  return true;
}

size_t CsvReader::CountPlainRows(const Progress& progress) const {
  const size_t most = (positions_.count - progress.ends) / column_count_;
  const bool bounded = static_cast<int64_t>(piece_bytes_) <= field_bytes_limit_;
  if (same_width_ && bounded && !positions_.has_quotes) return most;
  size_t row = 0;
  const uint32_t* ends = positions_.ends.data() + progress.ends;
  for (; row < most && IsPlainRow(ends); ++row) ends += column_count_;
  return row;
}

// ends: as CsvRows has them, of one row. Plain: as many fields as the header, their quotes plain,
// every field certainly within its bound.
bool CsvReader::IsPlainRow(const uint32_t* ends) const {
  const uint32_t last = ends[column_count_];
  if (piece_[last] != '\n') return false;
  if (last - static_cast<uint32_t>(ends[0] + 1) > static_cast<uint64_t>(field_bytes_limit_)) {
    return false;
  }
  for (size_t column = 1; column < column_count_ && !same_width_; ++column) {
    if (piece_[ends[column]] == '\n') return false;
  }
  return !positions_.has_quotes || HasPlainQuotes(ends);
}

// True if every quote of the row is the first or the last byte of a field. That also proves that
// the ends of its fields are right.
bool CsvReader::HasPlainQuotes(const uint32_t* ends) const {
  CsvRows row;
  row.column_count = column_count_;
  row.text = piece_.data();
  row.ends = ends;
  row.has_returns = positions_.has_returns;
  int64_t plain = 0;
  for (size_t column = 0; column < column_count_; ++column) {
    const absl::string_view cell = row.Cell(0, column);
    if (cell.empty() || cell.front() != '"') continue;
    if (cell.size() < 2 || cell.back() != '"') return false;
    plain += 2;
  }
  const char* const text = piece_.data();
  return std::count(text + static_cast<uint32_t>(ends[0] + 1), text + ends[column_count_], '"') ==
         plain;
}

}  // namespace counterweight
