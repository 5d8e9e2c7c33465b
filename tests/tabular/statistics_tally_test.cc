#include "src/tabular/statistics_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"
#include "src/tabular/table.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

TEST(StatisticsTallyTest, HandWorkedExample) {
  StatisticsTally tally;
  tally.AddNumbers({2, 4, kMissing, 4, 4, 5, 5, kMissing, 7, 9});
  tally.AddInfinite(1);
  const ColumnStatistics statistics = tally.Summarize(0);
  EXPECT_EQ(statistics.missing_count, 2);
  EXPECT_EQ(statistics.infinite_count, 1);
  EXPECT_EQ(statistics.minimum, 2);
  EXPECT_EQ(statistics.maximum, 9);
  EXPECT_DOUBLE_EQ(statistics.mean, 5);
  EXPECT_DOUBLE_EQ(statistics.standard_deviation, 2);
}

TEST(StatisticsTallyTest, WithoutValuesThereIsNoStatistic) {
  StatisticsTally tally;
  tally.AddNumbers({kMissing});
  const ColumnStatistics statistics = tally.Summarize(0);
  EXPECT_EQ(statistics.missing_count, 1);
  EXPECT_TRUE(std::isnan(statistics.minimum));
  EXPECT_TRUE(std::isnan(statistics.maximum));
  EXPECT_TRUE(std::isnan(statistics.mean));
  EXPECT_TRUE(std::isnan(statistics.standard_deviation));
}

TEST(StatisticsTallyTest, CountsCategories) {
  StatisticsTally tally;
  tally.AddCodes({2, 0, kMissingCode});
  tally.AddCodes({2, 2});
  const ColumnStatistics statistics = tally.Summarize(4);
  EXPECT_THAT(statistics.category_counts, ElementsAre(1, 0, 3, 0));
  EXPECT_EQ(statistics.missing_count, 1);
}

TEST(StatisticsTallyTest, ALargeOffsetKeepsTheDeviation) {
  StatisticsTally tally;
  for (int i = 0; i < 1000; ++i) tally.AddNumbers({1e12 + (i % 2)});
  EXPECT_NEAR(tally.Summarize(0).standard_deviation, 0.5, 1e-6);
}

TEST(StatisticsTallyTest, TheLargestDoublesDoNotOverflow) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  StatisticsTally tally;
  tally.AddNumbers({kLargest, -kLargest});
  const ColumnStatistics statistics = tally.Summarize(0);
  EXPECT_EQ(statistics.mean, 0);
  EXPECT_DOUBLE_EQ(statistics.standard_deviation, kLargest);
}

// Welford's update as it is written down.
double PlainDeviation(const std::vector<double>& cells) {
  long double mean = 0, squares = 0;
  int64_t count = 0;
  for (const double cell : cells) {
    if (std::isnan(cell)) continue;
    const long double distance = cell - mean;
    mean += distance / ++count;
    squares += distance * (cell - mean);
  }
  return static_cast<double>(std::sqrt(squares / count));
}

TEST(StatisticsTallyTest, ColumnsSideBySideAreAsColumnsAlone) {
  RandomStream random(4, "statistics_tally_test");
  for (size_t column_count = 1; column_count <= 7; ++column_count) {
    std::vector<StatisticsTally> tallies(column_count);
    std::vector<std::vector<double>> columns(column_count, std::vector<double>(100));
    NumberColumns number_columns;
    for (size_t i = 0; i < column_count; ++i) {
      for (double& cell : columns[i]) cell = random.Below(7) == 0 ? kMissing : random.Normal() * i;
      number_columns.Add(&tallies[i], columns[i]);
    }
    number_columns.Tally();
    for (size_t i = 0; i < column_count; ++i) {
      EXPECT_EQ(tallies[i].Summarize(0).standard_deviation, PlainDeviation(columns[i]));
    }
  }
}

}  // namespace
}  // namespace counterweight
