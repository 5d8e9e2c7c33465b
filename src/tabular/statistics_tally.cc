#include "src/tabular/statistics_tally.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/tabular/table.h"

namespace counterweight {
namespace {

// Eight registers of extended precision hold two numbers of each, and what is under way.
constexpr size_t kSideBySide = 3;

}  // namespace

void StatisticsTally::AddNumbers(absl::Span<const double> cells) {
  NumberColumns column;
  column.Add(this, cells);
  column.Tally();
}

void StatisticsTally::AddCodes(absl::Span<const uint32_t> cells) {
  for (const uint32_t code : cells) {
    if (code == kMissingCode) {
      ++missing_count_;
      continue;
    }
    if (code >= category_counts_.size()) category_counts_.resize(code + size_t{1}, 0);
    ++category_counts_[code];
  }
}

ColumnStatistics StatisticsTally::Summarize(size_t category_count) const {
  ColumnStatistics statistics;
  statistics.missing_count = missing_count_;
  statistics.infinite_count = infinite_count_;
  statistics.category_counts = category_counts_;
  statistics.category_counts.resize(category_count, 0);
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

void NumberColumns::Add(StatisticsTally* tally, absl::Span<const double> cells) {
  parts_.push_back({tally, cells});
}

void NumberColumns::Tally() {
  const Part* part = parts_.data();
  size_t left = parts_.size();
  for (; left >= kSideBySide; left -= kSideBySide, part += kSideBySide) {
    TallySideBySide<kSideBySide>(part);
  }
  if (left == 2) TallySideBySide<2>(part);
  if (left == 1) TallySideBySide<1>(part);
  parts_.clear();
}

// Local copies, so that they stay in registers.
template <size_t kCount>
void NumberColumns::TallySideBySide(const Part* parts) {
  std::array<long double, kCount> mean, squares;
  std::array<int64_t, kCount> count;
  std::array<double, kCount> minimum, maximum;
  for (size_t i = 0; i < kCount; ++i) {
    const StatisticsTally& tally = *parts[i].tally;
    mean[i] = tally.mean_;
    squares[i] = tally.squares_;
    count[i] = tally.number_count_;
    minimum[i] = tally.minimum_;
    maximum[i] = tally.maximum_;
  }
  const size_t cell_count = parts[0].cells.size();
  for (size_t row = 0; row < cell_count; ++row) {
#pragma GCC unroll 3
    for (size_t i = 0; i < kCount; ++i) {
      const double value = parts[i].cells[row];
      if (std::isnan(value)) continue;
      ++count[i];
      minimum[i] = std::min(minimum[i], value);
      maximum[i] = std::max(maximum[i], value);
      const long double distance = value - mean[i];
      mean[i] += distance / count[i];
      squares[i] += distance * (value - mean[i]);
    }
  }
  for (size_t i = 0; i < kCount; ++i) {
    StatisticsTally& tally = *parts[i].tally;
    tally.missing_count_ += static_cast<int64_t>(cell_count) - (count[i] - tally.number_count_);
    tally.number_count_ = count[i];
    tally.mean_ = mean[i];
    tally.squares_ = squares[i];
    tally.minimum_ = minimum[i];
    tally.maximum_ = maximum[i];
  }
}

}  // namespace counterweight
