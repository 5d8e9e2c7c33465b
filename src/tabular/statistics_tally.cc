#include "src/tabular/statistics_tally.h"

#include <algorithm>
#include <cmath>

namespace counterweight {

void StatisticsTally::AddNumber(double value) {
  ++number_count_;
  minimum_ = std::min(minimum_, value);
  maximum_ = std::max(maximum_, value);
  const long double distance = value - mean_;
  mean_ += distance / number_count_;
  squares_ += distance * (value - mean_);
}

ColumnStatistics StatisticsTally::Summarize() const {
  ColumnStatistics statistics;
  statistics.missing_count = missing_count_;
  statistics.infinite_count = infinite_count_;
  statistics.category_counts = category_counts_;
  if (number_count_ == 0) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    statistics.minimum = statistics.maximum = statistics.mean = none;
    statistics.standard_deviation = none;
    return statistics;
  }
  statistics.minimum = minimum_;
  statistics.maximum = maximum_;
  statistics.mean = static_cast<double>(mean_);
  statistics.standard_deviation = static_cast<double>(std::sqrt(squares_ / number_count_));
  return statistics;
}

}  // namespace counterweight
