// Records of one width, as they stand in memory.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_ROWS_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_ROWS_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace counterweight {

// Consecutive records with equally many cells, so that a column can be read from top to bottom. A
// view: it lives until the callback of CsvReader that it is handed to returns.
struct CsvRows {
  // So many bytes after the end of every cell may be read, whatever they are: numbers are parsed 16
  // bytes at a time.
  static constexpr size_t kReadableBytes = 64;

  int64_t first_record = 0;  // 0 is the header, data row r is record r + 1
  size_t row_count = 0;
  size_t column_count = 0;
  const char* text = nullptr;
  // Cell k (by rows, then columns) stands between position ends[k] and ends[k + 1], both excluded;
  // ends[0] is the position before the first cell (2^32 - 1 where that is the start of the text).
  const uint32_t* ends = nullptr;
  bool has_quotes = false;   // cells may stand in quotes (which hold no quote then)
  bool has_returns = false;  // last cells may end with the carriage return of the line end

  absl::string_view Cell(size_t row, size_t column) const {
    const uint32_t* const cell_ends = ends + row * column_count + column;
    const char* begin = text + static_cast<uint32_t>(cell_ends[0] + 1);
    const char* end = text + cell_ends[1];
    if (has_returns && column + 1 == column_count && end > begin && end[-1] == '\r') --end;
    if (has_quotes && end > begin && *begin == '"') {
      ++begin;
      --end;
    }
    return absl::string_view(begin, static_cast<size_t>(end - begin));
  }

  // Rows [first, first + count) of these.
  CsvRows Slice(size_t first, size_t count) const {
    CsvRows slice = *this;
    slice.first_record += static_cast<int64_t>(first);
    slice.row_count = count;
    slice.ends += first * column_count;
    return slice;
  }
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_ROWS_H_
