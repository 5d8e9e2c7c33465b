// Tables as CSV files, for the speed programs of the intake.
#ifndef COUNTERWEIGHT_BENCH_CSV_TABLES_H_
#define COUNTERWEIGHT_BENCH_CSV_TABLES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

enum class CsvContent {
  kNumeric,  // 20 columns: whole numbers of 1 to 6 digits, decimals with 2 and 6 places
  kMixed,    // every other column holds one of ten short texts instead
};

// Header "c0,...,c19,y"; the label y is 0 or 1, one row in ten. The same bytes every time.
absl::Status WriteCsvTable(const std::string& path, CsvContent content, int64_t rows);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_CSV_TABLES_H_
