// The statistics of a column, group by group of its cells.
#ifndef COUNTERWEIGHT_SRC_TABULAR_STATISTICS_TALLY_H_
#define COUNTERWEIGHT_SRC_TABULAR_STATISTICS_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/types/span.h"
#include "src/tabular/schema.h"

namespace counterweight {

// Mean and deviation by Welford's update in extended precision: exact enough for any column, and
// without overflow for any double. The cells of a column are added in their order, so that the
// result does not depend on how they are grouped.
class StatisticsTally {
 public:
  // Cells of a numeric or boolean column: finite, or NaN where missing.
  void AddNumbers(absl::Span<const double> cells);
  // So many of the missing cells were infinite.
  void AddInfinite(int64_t count) { infinite_count_ += count; }
  // Cells of a categorical column: codes, or kMissingCode.
  void AddCodes(absl::Span<const uint32_t> cells);

  // category_count: 0 for a numeric or boolean column, else above every code.
  ColumnStatistics Summarize(size_t category_count) const;

 private:
  friend class NumberColumns;

  int64_t missing_count_ = 0;
  int64_t infinite_count_ = 0;
  int64_t number_count_ = 0;
  double minimum_ = std::numeric_limits<double>::infinity();
  double maximum_ = -std::numeric_limits<double>::infinity();
  long double mean_ = 0;
  long double squares_ = 0;  // sum of squared distances from the mean
  std::vector<int64_t> category_counts_;
};

// Adds the cells of several columns at once, three by three: every update of a mean waits for the
// one before it, of which a processor can follow three side by side.
class NumberColumns {
 public:
  // Both must live until Tally. Cells as for StatisticsTally::AddNumbers; as many for every column.
  void Add(StatisticsTally* tally, absl::Span<const double> cells);
  // The same as AddNumbers of every column.
  void Tally();

 private:
  struct Part {
    StatisticsTally* tally;
    absl::Span<const double> cells;
  };

  template <size_t kCount>
  static void TallySideBySide(const Part* parts);

  std::vector<Part> parts_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_STATISTICS_TALLY_H_
