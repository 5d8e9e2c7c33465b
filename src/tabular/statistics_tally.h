// The statistics of a column, cell by cell.
#ifndef COUNTERWEIGHT_SRC_TABULAR_STATISTICS_TALLY_H_
#define COUNTERWEIGHT_SRC_TABULAR_STATISTICS_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "src/tabular/schema.h"

namespace counterweight {

// Mean and deviation by Welford's update in extended precision: exact enough for any column, and
// without overflow for any double.
class StatisticsTally {
 public:
  // category_count: 0 for a numeric or boolean column.
  explicit StatisticsTally(size_t category_count) : category_counts_(category_count, 0) {}

  void AddMissing() { ++missing_count_; }
  void AddInfinite() {
    ++missing_count_;
    ++infinite_count_;
  }
  void AddNumber(double value);                              // finite
  void AddCode(uint32_t code) { ++category_counts_[code]; }  // below category_count

  ColumnStatistics Summarize() const;

 private:
  int64_t missing_count_ = 0;
  int64_t infinite_count_ = 0;
  int64_t number_count_ = 0;
  double minimum_ = std::numeric_limits<double>::infinity();
  double maximum_ = -std::numeric_limits<double>::infinity();
  long double mean_ = 0;
  long double squares_ = 0;  // sum of squared distances from the mean
  std::vector<int64_t> category_counts_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_STATISTICS_TALLY_H_
