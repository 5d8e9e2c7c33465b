// Where the fields of CSV text end, found 64 bytes at a time.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_POSITIONS_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_POSITIONS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterweight {

// What FindCsvPositions saw. Whether a byte stands inside quotes is the parity of the quotes before
// it, which is right as long as every quote begins or ends a field or is one of a doubled pair; who
// reads on must check that of every record.
struct CsvPositions {
  // ends[0] is 2^32 - 1, the position before the text; then `count` positions of the delimiters and
  // line feeds outside quotes, ascending. The vector itself only grows.
  std::vector<uint32_t> ends;
  size_t count = 0;
  size_t line_count = 0;  // of them line feeds
  bool has_quotes = false;
  bool has_returns = false;
  // A NUL byte, or outside quotes a carriage return that another byte than a line feed follows.
  bool has_fault = false;
  bool is_ascii = true;
};

// text: begins outside quotes; bytes up to the next multiple of 64 after `size` are readable (their
// values do not matter). size: below 2^32 - 64. delimiter: ASCII, no quote, CR, LF or NUL.
// Source: Langdale & Lemire (2019), "Parsing gigabytes of JSON per second": a mask per kind of
// byte, and the quoted stretches as a prefix sum of the quotes without carry.
void FindCsvPositions(const char* text, size_t size, char delimiter, CsvPositions& positions);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_POSITIONS_H_
