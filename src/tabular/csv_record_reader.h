// CSV records one at a time, byte by byte: the grammar and its errors.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_RECORD_READER_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_RECORD_READER_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/tabular/csv_rows.h"

namespace counterweight {

// What CsvReader reads with wherever a record is not plain, or not whole in the bytes at hand.
// Memory and errors: those of CsvReader, but a byte order mark is none of its business. Nothing may
// be called after an error.
// Thread safety: one thread at a time.
class CsvRecordReader {
 public:
  static constexpr int64_t kRecordBytesLimit = int64_t{64} << 20;

  CsvRecordReader(char delimiter, int64_t field_bytes_limit, int64_t columns_limit);

  // Takes bytes up to and with the end of the next record, or all if it goes on after them; blank
  // lines are passed. Out: how many. has_record() tells whether record() is complete.
  absl::StatusOr<size_t> Read(absl::string_view bytes);
  // The end of the bytes: completes a last record that has no line end, if there is one.
  absl::Status Finish();

  bool has_record() const { return has_record_; }
  // The record that was completed, its cells as they are meant; until the next call of Read.
  CsvRows record() const;

  // True if nothing of a record was taken yet: it may as well be read by other means.
  bool at_start() const;
  // `count` records were. Only while at_start.
  void PassRecords(int64_t count) { record_ += count; }
  // The number of the next record to complete; 0 is the header.
  int64_t next_record() const { return has_record_ ? record_ + 1 : record_; }

 private:
  enum class Place { kFieldStart, kUnquoted, kQuoted, kAfterQuote, kAfterReturn };

  absl::Status ReadByte(char byte);
  absl::Status ReadQuote();
  absl::Status EndOfLine();
  // The longest start of `bytes` that has no meaning of its own in this place.
  size_t PlainRun(absl::string_view bytes) const;
  absl::Status AddText(absl::string_view text);
  absl::Status EndField();
  absl::Status EndRecord();
  void StartRecord();
  absl::Status CheckUtf8() const;
  size_t field_count() const { return ends_.size() - 1; }
  // INVALID_ARGUMENT about column `column` (from 0) of the current record.
  absl::Status ErrorAt(size_t column, absl::string_view problem) const;
  absl::Status ErrorHere(absl::string_view problem) const {
    return ErrorAt(field_count(), problem);
  }

  const char delimiter_;
  const int64_t field_bytes_limit_;
  const int64_t columns_limit_;
  std::array<bool, 256> is_special_{};  // bytes that end a run outside quotes
  Place place_ = Place::kFieldStart;
  int64_t record_ = 0;
  bool has_record_ = false;
  std::string text_;            // the fields, a delimiter after each; readable bytes after a record
  std::vector<uint32_t> ends_;  // as CsvRows has them
  size_t field_start_ = 0;      // of the current field in text_
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_RECORD_READER_H_
