// RFC 4180 records from bytes in any split.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_READER_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_READER_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/tabular/csv_positions.h"
#include "src/tabular/csv_record_reader.h"
#include "src/tabular/csv_rows.h"

namespace counterweight {

// Incremental reader: quoted fields (doubled quotes, delimiters and line ends inside), LF or CRLF,
// an optional UTF-8 byte order mark, a last line with or without line end; blank lines are skipped
// (a line with an empty quoted field, "", is not blank).
//
// Records that lie whole in the bytes at hand and are as wide as the header are found many at a
// time (csv_positions.h). All others are read byte by byte and handed over alone: the header, a
// record that two calls of Append share, one with doubled quotes, one that may be malformed, so
// that its error names the very column.
// Memory: one record, at most kRecordBytesLimit, and one piece with the positions of its fields.
// Errors (INVALID_ARGUMENT, naming the 0-based data row or "header", and the column by number, from
// 1): a quote inside an unquoted field, text after a closing quote, an unterminated quote, a
// carriage return without line feed outside quotes, a field above the bound, more fields than the
// bound, a record above kRecordBytesLimit, a NUL byte, invalid UTF-8. The first error is final:
// every later call returns it. Records and errors never depend on how the bytes were split; how
// many records the callback gets at a time does.
// Thread safety: one thread at a time.
class CsvReader {
 public:
  // The header comes first and alone. An error it returns ends the reading.
  using RowsCallback = std::function<absl::Status(const CsvRows& rows)>;

  // Bounds the memory of a record whose single fields are within their bound: far above real
  // tables (10,000 columns of 6 KiB), far below columns_limit * field_bytes_limit.
  static constexpr int64_t kRecordBytesLimit = CsvRecordReader::kRecordBytesLimit;
  // Split in one step. With the positions of its fields a piece stays in a core's own cache.
  static constexpr size_t kPieceBytes = size_t{128} << 10;

  // delimiter: an ASCII character, no quote, CR, LF or NUL.
  CsvReader(char delimiter, int64_t field_bytes_limit, int64_t columns_limit, RowsCallback on_rows);

  absl::Status Append(absl::string_view bytes);
  // The end of the bytes: delivers a last record that has no line end.
  absl::Status Finish();

 private:
  // What of a piece was read.
  struct Progress {
    size_t bytes = 0;
    size_t ends = 0;  // of positions_
  };

  absl::string_view SkipByteOrderMark(absl::string_view bytes);
  absl::Status Read(absl::string_view bytes);
  absl::Status ReadByBytes(absl::string_view bytes);
  // The next record of `bytes`, or what there is of it. Out: how many bytes that were.
  absl::StatusOr<size_t> ReadRecord(absl::string_view bytes);
  absl::Status DeliverRecord();
  // Whole records at the start of `bytes`, which begin one. Out: how many bytes they take.
  absl::StatusOr<size_t> ReadPiece(absl::string_view bytes);
  absl::Status ReadPlainRows(Progress& progress);
  absl::Status ReadUnusualRecord(Progress& progress);

  void Split(absl::string_view bytes);
  // The end that is the last line feed; 0 if there is none.
  size_t LastLineEnd() const;
  bool AllRowsHaveOneWidth() const;
  size_t CountPlainRows(const Progress& progress) const;
  bool IsPlainRow(const uint32_t* ends) const;
  bool HasPlainQuotes(const uint32_t* ends) const;

  const char delimiter_;
  const int64_t field_bytes_limit_;
  const RowsCallback on_rows_;
  int bom_bytes_ = 0;  // matched so far; -1 once decided
  CsvRecordReader records_;
  size_t column_count_ = 0;  // of the header, once it was read
  std::vector<char> piece_;
  size_t piece_bytes_ = 0;
  CsvPositions positions_;   // in piece_
  bool same_width_ = false;  // AllRowsHaveOneWidth of piece_
  absl::Status status_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_READER_H_
