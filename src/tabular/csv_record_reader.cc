#include "src/tabular/csv_record_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/tabular/utf8.h"

namespace counterweight {
namespace {

constexpr uint32_t kBeforeText = std::numeric_limits<uint32_t>::max();

}  // namespace

CsvRecordReader::CsvRecordReader(char delimiter, int64_t field_bytes_limit, int64_t columns_limit)
    : delimiter_(delimiter),
      field_bytes_limit_(field_bytes_limit),
      columns_limit_(columns_limit),
      ends_{kBeforeText} {
  for (const char special : {delimiter, '"', '\r', '\n', '\0'}) {
    is_special_[static_cast<unsigned char>(special)] = true;
  }
}

absl::StatusOr<size_t> CsvRecordReader::Read(absl::string_view bytes) {
  if (has_record_) StartRecord();
  const size_t size = bytes.size();
  while (!bytes.empty() && !has_record_) {
    const size_t run = PlainRun(bytes);
    if (run > 0) {
      if (place_ == Place::kFieldStart) place_ = Place::kUnquoted;
      CW_RETURN_IF_ERROR(AddText(bytes.substr(0, run)));
      bytes.remove_prefix(run);
    }
    if (bytes.empty()) break;
    CW_RETURN_IF_ERROR(ReadByte(bytes.front()));
    bytes.remove_prefix(1);
  }
  return size - bytes.size();
}

absl::Status CsvRecordReader::Finish() {
  if (has_record_) StartRecord();
  if (place_ == Place::kQuoted) {
    return ErrorHere("the quote is not closed before the end of the file");
  }
  return EndOfLine();
}

CsvRows CsvRecordReader::record() const {
  CsvRows rows;
  rows.first_record = record_;
  rows.row_count = 1;
  rows.column_count = field_count();
  rows.text = text_.data();
  rows.ends = ends_.data();
  return rows;
}

bool CsvRecordReader::at_start() const {
  return has_record_ || (place_ == Place::kFieldStart && field_count() == 0);
}

size_t CsvRecordReader::PlainRun(absl::string_view bytes) const {
  if (place_ == Place::kAfterQuote || place_ == Place::kAfterReturn) return 0;
  if (place_ == Place::kQuoted) {
    const void* quote = std::memchr(bytes.data(), '"', bytes.size());
    if (quote != nullptr) bytes = bytes.substr(0, static_cast<const char*>(quote) - bytes.data());
    const void* nul = std::memchr(bytes.data(), '\0', bytes.size());
    return nul == nullptr ? bytes.size() : static_cast<const char*>(nul) - bytes.data();
  }
  size_t run = 0;
  while (run < bytes.size() && !is_special_[static_cast<unsigned char>(bytes[run])]) ++run;
  return run;
}

// A byte that PlainRun stopped at, or the first one after a closing quote or a carriage return.
absl::Status CsvRecordReader::ReadByte(char byte) {
  if (place_ == Place::kAfterReturn && byte != '\n') {
    const size_t column = field_count() == 0 ? 0 : field_count() - 1;
    return ErrorAt(column, "a carriage return without a line feed; quote the field");
  }
  if (byte == '\0') return ErrorHere("a NUL byte; the file is not text");
  if (byte == '"') return ReadQuote();
  if (byte == delimiter_) {
    place_ = Place::kFieldStart;
    return EndField();
  }
  if (byte == '\r') {
    // The line feed after it decides; a field that is only started ends there like any other.
    const bool blank = place_ == Place::kFieldStart && field_count() == 0;
    if (!blank) CW_RETURN_IF_ERROR(EndField());
    place_ = Place::kAfterReturn;
    return absl::OkStatus();
  }
  if (byte == '\n') return EndOfLine();
  return ErrorHere("text after the closing quote");
}

absl::Status CsvRecordReader::ReadQuote() {
  switch (place_) {
    case Place::kFieldStart:
      place_ = Place::kQuoted;
      return absl::OkStatus();
    case Place::kQuoted:
      place_ = Place::kAfterQuote;
      return absl::OkStatus();
    case Place::kAfterQuote:  // a doubled quote
      place_ = Place::kQuoted;
      return AddText("\"");
    default:
      return ErrorHere("a quote inside an unquoted field; quote the field and double the quote");
  }
}

absl::Status CsvRecordReader::EndOfLine() {
  const bool blank = place_ == Place::kFieldStart && field_count() == 0;
  const bool field_ended = place_ == Place::kAfterReturn;
  place_ = Place::kFieldStart;
  if (!blank && !field_ended) CW_RETURN_IF_ERROR(EndField());
  return field_count() == 0 ? absl::OkStatus() : EndRecord();
}

absl::Status CsvRecordReader::AddText(absl::string_view text) {
  // The delimiters in text_ are not the record's.
  const auto record_bytes = static_cast<int64_t>(text_.size() - field_count());
  const int64_t field_room = field_bytes_limit_ - static_cast<int64_t>(text_.size() - field_start_);
  const int64_t record_room = kRecordBytesLimit - record_bytes;
  // The bound that is met first speaks, so that the split of the bytes does not matter.
  if (static_cast<int64_t>(text.size()) > std::min(field_room, record_room)) {
    return ErrorHere(field_room <= record_room
                         ? absl::StrCat("the field has more than ", field_bytes_limit_, " bytes")
                         : absl::StrCat("the row has more than ", kRecordBytesLimit, " bytes"));
  }
  text_.append(text.data(), text.size());
  return absl::OkStatus();
}

absl::Status CsvRecordReader::EndField() {
  if (static_cast<int64_t>(field_count()) >= columns_limit_) {
    return ErrorHere(absl::StrCat("more than ", columns_limit_, " fields"));
  }
  ends_.push_back(static_cast<uint32_t>(text_.size()));
  text_.push_back(delimiter_);
  field_start_ = text_.size();
  return absl::OkStatus();
}

absl::Status CsvRecordReader::EndRecord() {
  CW_RETURN_IF_ERROR(CheckUtf8());
  text_.append(CsvRows::kReadableBytes, '\0');
  has_record_ = true;
  return absl::OkStatus();
}

void CsvRecordReader::StartRecord() {
  has_record_ = false;
  ++record_;
  text_.clear();
  ends_.resize(1);
  field_start_ = 0;
}

// Field by field: two broken fields must not pass because their bytes join well.
absl::Status CsvRecordReader::CheckUtf8() const {
  if (IsAscii(text_)) return absl::OkStatus();
  const CsvRows rows = record();
  for (size_t column = 0; column < rows.column_count; ++column) {
    if (!IsValidUtf8(rows.Cell(0, column))) {
      return ErrorAt(column, "the text is not valid UTF-8");
    }
  }
  return absl::OkStatus();
}

absl::Status CsvRecordReader::ErrorAt(size_t column, absl::string_view problem) const {
  const std::string row = record_ == 0 ? "header" : absl::StrCat("row ", record_ - 1);
  return absl::InvalidArgumentError(absl::StrCat(row, ", column ", column + 1, ": ", problem));
}

}  // namespace counterweight
