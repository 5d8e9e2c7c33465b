// RFC 4180 records from bytes in any split.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_READER_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_READER_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "src/tabular/utf8.h"

namespace counterweight {

// Incremental reader: quoted fields (doubled quotes, delimiters and line ends inside), LF or CRLF,
// an optional UTF-8 byte order mark, a last line with or without line end; blank lines are skipped
// (a line with an empty quoted field, "", is not blank).
// Memory: one record, at most kRecordBytesLimit.
// Errors (INVALID_ARGUMENT, naming the 0-based data row or "header", and the column by number, from
// 1): a quote inside an unquoted field, text after a closing quote, an unterminated quote, a
// carriage return without line feed outside quotes, a field above the bound, more fields than the
// bound, a record above kRecordBytesLimit, a NUL byte, invalid UTF-8. The first error is final:
// every later call returns it. The result never depends on how the bytes were split.
// Thread safety: one thread at a time.
class CsvReader {
 public:
  // record: 0 is the header, data row r is record r + 1. The views live until it returns. An error
  // it returns ends the reading.
  using RecordCallback =
      std::function<absl::Status(int64_t record, absl::Span<const absl::string_view> fields)>;

  // Bounds the memory of a record whose single fields are within their bound: far above real
  // tables (10,000 columns of 6 KiB), far below columns_limit * field_bytes_limit.
  static constexpr int64_t kRecordBytesLimit = int64_t{64} << 20;

  // delimiter: an ASCII character, no quote, CR, LF or NUL.
  CsvReader(char delimiter, int64_t field_bytes_limit, int64_t columns_limit,
            RecordCallback on_record);

  absl::Status Append(absl::string_view bytes);
  // The end of the bytes: delivers a last record that has no line end.
  absl::Status Finish();

 private:
  enum class Place { kFieldStart, kUnquoted, kQuoted, kAfterQuote, kAfterReturn };

  absl::string_view SkipByteOrderMark(absl::string_view bytes);
  absl::Status Read(absl::string_view bytes);
  absl::Status ReadByte(char byte);
  absl::Status ReadQuote();
  absl::Status EndOfLine();
  // The longest start of `bytes` that has no meaning of its own in this place.
  size_t PlainRun(absl::string_view bytes) const;
  absl::Status AddText(absl::string_view text);
  absl::Status EndField();
  absl::Status EndRecord();
  absl::Status CheckUtf8() const;
  // INVALID_ARGUMENT about column `column` (from 0) of the current record.
  absl::Status ErrorAt(size_t column, absl::string_view problem) const;
  absl::Status ErrorHere(absl::string_view problem) const { return ErrorAt(ends_.size(), problem); }

  const char delimiter_;
  const int64_t field_bytes_limit_;
  const int64_t columns_limit_;
  const RecordCallback on_record_;
  std::array<bool, 256> is_special_{};  // bytes that end a run outside quotes
  Place place_ = Place::kFieldStart;
  int64_t record_ = 0;
  int bom_bytes_ = 0;       // matched so far; -1 once decided
  std::string text_;        // the record's fields, one after the other
  size_t field_start_ = 0;  // of the current field in text_
  std::vector<size_t> ends_;
  std::vector<absl::string_view> fields_;
  absl::Status status_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_READER_H_
