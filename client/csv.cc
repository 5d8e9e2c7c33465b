#include "client/csv.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace counterweight::client {
namespace {

constexpr int kEnd = std::char_traits<char>::eof();
constexpr size_t kBufferBytes = 64 * 1024;
constexpr char kByteOrderMark[] = "\xef\xbb\xbf";

}  // namespace

CsvReader::CsvReader(std::istream* input, char delimiter)
    : input_(input), delimiter_(delimiter), buffer_(kBufferBytes) {}

// istream::read, not the stream buffer itself: the buffer throws when the system cannot read.
void CsvReader::Fill() {
  input_->read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffered_ = static_cast<size_t>(input_->gcount());
  bytes_read_ += input_->gcount();
  position_ = 0;
  const bool marked =
      absl::StartsWith(absl::string_view(buffer_.data(), buffered_), kByteOrderMark);
  if (std::exchange(at_start_, false) && marked) position_ = 3;
}

int CsvReader::Peek() {
  if (position_ == buffered_) Fill();
  return position_ < buffered_ ? static_cast<unsigned char>(buffer_[position_]) : kEnd;
}

int CsvReader::Next() {
  const int character = Peek();
  if (character != kEnd) ++position_;
  if (character == '\n') ++line_;
  return character;
}

absl::Status CsvReader::Fault(absl::string_view what) const {
  return absl::InvalidArgumentError(absl::StrCat("line ", line_, ": ", what));
}

absl::Status CsvReader::SkipBlankLines() {
  while (Peek() == '\n' || Peek() == '\r') {
    if (absl::StatusOr<int> end = CellEnd(Next()); !end.ok()) return end.status();
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvReader::Read(std::vector<std::string>* cells) {
  if (absl::Status status = SkipBlankLines(); !status.ok()) return status;
  cells->clear();
  record_line_ = line_;
  record_bytes_ = 0;
  if (Peek() == kEnd) {
    if (input_->bad()) return absl::DataLossError("the input could not be read");
    return false;
  }
  absl::StatusOr<int> end = delimiter_;
  while (end.ok() && *end == static_cast<unsigned char>(delimiter_)) {
    std::string& cell = cells->emplace_back();
    const int first = Next();
    end = first == '"' ? ReadQuoted(&cell) : ReadUnquoted(first, &cell);
  }
  if (!end.ok()) return end.status();
  return true;
}

absl::StatusOr<int> CsvReader::ReadQuoted(std::string* cell) {
  const int64_t opened = line_;
  while (true) {
    const int character = Next();
    if (character == kEnd) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", opened, ": a quoted field is not closed"));
    }
    if (character == '"') {
      const int after = Next();
      if (after != '"') {
        absl::StatusOr<int> end = CellEnd(after);
        if (end.ok() && *end == 0) return Fault("text after a closing quote");
        return end;
      }
    }
    if (absl::Status status = Append(character, cell); !status.ok()) return status;
  }
}

absl::StatusOr<int> CsvReader::ReadUnquoted(int first, std::string* cell) {
  for (int character = first;; character = Next()) {
    absl::StatusOr<int> end = CellEnd(character);
    if (!end.ok() || *end != 0) return end;
    if (character == '"') return Fault("a quote inside a field that is not quoted");
    if (absl::Status status = Append(character, cell); !status.ok()) return status;
  }
}

// 0: `character` does not end a cell.
absl::StatusOr<int> CsvReader::CellEnd(int character) {
  if (character == static_cast<unsigned char>(delimiter_) || character == '\n' ||
      character == kEnd) {
    return character;
  }
  if (character != '\r') return 0;
  if (Peek() != '\n') return Fault("a carriage return without a line feed");
  return Next();
}

absl::Status CsvReader::Append(int character, std::string* cell) {
  if (character == 0) return Fault("a NUL byte: not a text file");
  if (++record_bytes_ > kCsvRecordBytesLimit) {
    return absl::ResourceExhaustedError(
        absl::StrCat("line ", record_line_, ": a record above ", kCsvRecordBytesLimit, " bytes"));
  }
  cell->push_back(static_cast<char>(character));
  return absl::OkStatus();
}

void AppendCsvRecord(absl::Span<const std::string> cells, std::string* out, char delimiter) {
  const char special[] = {delimiter, '"', '\r', '\n'};
  for (size_t i = 0; i < cells.size(); ++i) {
    const absl::string_view cell = cells[i];
    if (i > 0) out->push_back(delimiter);
    // A lone empty field would read as a blank line, and a leading mark as the file's own.
    const bool lone_empty = cell.empty() && cells.size() == 1;
    const bool quoted =
        lone_empty || absl::StartsWith(cell, kByteOrderMark) ||
        cell.find_first_of(absl::string_view(special, sizeof(special))) != absl::string_view::npos;
    if (quoted) out->push_back('"');
    for (const char character : cell) {
      if (character == '"') out->push_back('"');
      out->push_back(character);
    }
    if (quoted) out->push_back('"');
  }
  out->push_back('\n');
}

}  // namespace counterweight::client
