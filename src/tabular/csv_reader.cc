#include "src/tabular/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(char delimiter, int64_t field_bytes_limit, int64_t columns_limit,
                     RecordCallback on_record)
    : delimiter_(delimiter),
      field_bytes_limit_(field_bytes_limit),
      columns_limit_(columns_limit),
      on_record_(std::move(on_record)) {
  for (const char special : {delimiter, '"', '\r', '\n', '\0'}) {
    is_special_[static_cast<unsigned char>(special)] = true;
  }
}

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
    const absl::string_view matched = kByteOrderMark.substr(0, std::exchange(bom_bytes_, -1));
    status_ = Read(matched);
    if (!status_.ok()) return status_;
  }
  if (place_ == Place::kQuoted) {
    status_ = ErrorHere("the quote is not closed before the end of the file");
  } else {
    status_ = EndOfLine();
  }
  return status_;
}

// Returns what is left of `bytes` after the part that belongs to the mark. Bytes of a mark that
// turns out to be none are data (and invalid UTF-8, which EndRecord reports).
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
  return absl::OkStatus();
}

size_t CsvReader::PlainRun(absl::string_view bytes) const {
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
absl::Status CsvReader::ReadByte(char byte) {
  if (place_ == Place::kAfterReturn && byte != '\n') {
    const size_t column = ends_.empty() ? 0 : ends_.size() - 1;
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
    const bool blank = place_ == Place::kFieldStart && ends_.empty();
    if (!blank) CW_RETURN_IF_ERROR(EndField());
    place_ = Place::kAfterReturn;
    return absl::OkStatus();
  }
  if (byte == '\n') return EndOfLine();
  return ErrorHere("text after the closing quote");
}

absl::Status CsvReader::ReadQuote() {
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

absl::Status CsvReader::EndOfLine() {
  const bool blank = place_ == Place::kFieldStart && ends_.empty();
  const bool field_ended = place_ == Place::kAfterReturn;
  place_ = Place::kFieldStart;
  if (!blank && !field_ended) CW_RETURN_IF_ERROR(EndField());
  return ends_.empty() ? absl::OkStatus() : EndRecord();
}

absl::Status CsvReader::AddText(absl::string_view text) {
  const int64_t field_room = field_bytes_limit_ - static_cast<int64_t>(text_.size() - field_start_);
  const int64_t record_room = kRecordBytesLimit - static_cast<int64_t>(text_.size());
  // The bound that is met first speaks, so that the split of the bytes does not matter.
  if (static_cast<int64_t>(text.size()) > std::min(field_room, record_room)) {
    return ErrorHere(field_room <= record_room
                         ? absl::StrCat("the field has more than ", field_bytes_limit_, " bytes")
                         : absl::StrCat("the row has more than ", kRecordBytesLimit, " bytes"));
  }
  text_.append(text.data(), text.size());
  return absl::OkStatus();
}

absl::Status CsvReader::EndField() {
  if (static_cast<int64_t>(ends_.size()) >= columns_limit_) {
    return ErrorHere(absl::StrCat("more than ", columns_limit_, " fields"));
  }
  ends_.push_back(text_.size());
  field_start_ = text_.size();
  return absl::OkStatus();
}

absl::Status CsvReader::EndRecord() {
  fields_.clear();
  size_t start = 0;
  for (const size_t end : ends_) {
    fields_.emplace_back(text_.data() + start, end - start);
    start = end;
  }
  CW_RETURN_IF_ERROR(CheckUtf8());
  CW_RETURN_IF_ERROR(on_record_(record_, fields_));
  ++record_;
  text_.clear();
  ends_.clear();
  field_start_ = 0;
  return absl::OkStatus();
}

// Field by field: two broken fields must not pass because their bytes join well.
absl::Status CsvReader::CheckUtf8() const {
  if (IsAscii(text_)) return absl::OkStatus();
  for (size_t column = 0; column < fields_.size(); ++column) {
    if (!IsValidUtf8(fields_[column])) return ErrorAt(column, "the text is not valid UTF-8");
  }
  return absl::OkStatus();
}

absl::Status CsvReader::ErrorAt(size_t column, absl::string_view problem) const {
  const std::string row = record_ == 0 ? "header" : absl::StrCat("row ", record_ - 1);
  return absl::InvalidArgumentError(absl::StrCat(row, ", column ", column + 1, ": ", problem));
}

}  // namespace counterweight
