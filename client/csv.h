// RFC 4180 records, read from and written for a stream.
//
// The same reading as an upload: LF or CRLF, quoted fields with doubled quotes, an optional UTF-8
// byte order mark, blank lines skipped, a last line with or without line end.
#ifndef COUNTERWEIGHT_CLIENT_CSV_H_
#define COUNTERWEIGHT_CLIENT_CSV_H_

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight::client {

// Bounds what one record may take: a missing closing quote must not swallow a whole file.
inline constexpr size_t kCsvRecordBytesLimit = size_t{16} << 20;

// Reads records one by one; memory: one record. Thread safety: none.
class CsvReader {
 public:
  // input: borrowed, read from its present place on.
  explicit CsvReader(std::istream* input, char delimiter = ',');

  // The next record; false at the end. Errors (INVALID_ARGUMENT, naming the line): a quote inside
  // an unquoted field, text after a closing quote, an unterminated quote, a carriage return without
  // line feed, a NUL byte. RESOURCE_EXHAUSTED: a record above kCsvRecordBytesLimit. DATA_LOSS: the
  // stream broke. Nothing can be read after an error.
  absl::StatusOr<bool> Read(std::vector<std::string>* cells);

  // Bytes taken from the stream, which is read ahead by up to 64 KiB.
  int64_t bytes_read() const { return bytes_read_; }

  // 1-based line on which the last record began.
  int64_t record_line() const { return record_line_; }

 private:
  // Each returns the character after what it read: delimiter, '\n' or the end (-1).
  absl::StatusOr<int> ReadQuoted(std::string* cell);
  absl::StatusOr<int> ReadUnquoted(int first, std::string* cell);
  // The character at which a cell ends, from the one read last; a CRLF counts as '\n'.
  absl::StatusOr<int> CellEnd(int character);
  absl::Status Append(int character, std::string* cell);
  absl::Status Fault(absl::string_view what) const;
  int Next();
  int Peek();
  void Fill();
  absl::Status SkipBlankLines();

  std::istream* const input_;
  const char delimiter_;
  std::vector<char> buffer_;
  size_t buffered_ = 0;
  size_t position_ = 0;
  bool at_start_ = true;
  int64_t bytes_read_ = 0;
  int64_t line_ = 1;
  int64_t record_line_ = 1;
  size_t record_bytes_ = 0;
};

// Appends one record with a line end (LF) to `out`. Fields are quoted where they must be.
// cells: at least one.
void AppendCsvRecord(absl::Span<const std::string> cells, std::string* out, char delimiter = ',');

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_CSV_H_
