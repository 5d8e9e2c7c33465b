#include "src/tabular/statistics_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace counterweight {
namespace {

using ::testing::ElementsAre;

TEST(StatisticsTallyTest, HandWorkedExample) {
  StatisticsTally tally(0);
  for (const double value : {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0}) tally.AddNumber(value);
  tally.AddMissing();
  tally.AddInfinite();
  const ColumnStatistics statistics = tally.Summarize();
  EXPECT_EQ(statistics.missing_count, 2);
  EXPECT_EQ(statistics.infinite_count, 1);
  EXPECT_EQ(statistics.minimum, 2);
  EXPECT_EQ(statistics.maximum, 9);
  EXPECT_DOUBLE_EQ(statistics.mean, 5);
  EXPECT_DOUBLE_EQ(statistics.standard_deviation, 2);
}

TEST(StatisticsTallyTest, WithoutValuesThereIsNoStatistic) {
  StatisticsTally tally(0);
  tally.AddMissing();
  const ColumnStatistics statistics = tally.Summarize();
  EXPECT_EQ(statistics.missing_count, 1);
  EXPECT_TRUE(std::isnan(statistics.minimum));
  EXPECT_TRUE(std::isnan(statistics.maximum));
  EXPECT_TRUE(std::isnan(statistics.mean));
  EXPECT_TRUE(std::isnan(statistics.standard_deviation));
}

TEST(StatisticsTallyTest, CountsCategories) {
  StatisticsTally tally(3);
  for (const uint32_t code : {2, 0, 2, 2}) tally.AddCode(code);
  EXPECT_THAT(tally.Summarize().category_counts, ElementsAre(1, 0, 3));
}

TEST(StatisticsTallyTest, ALargeOffsetKeepsTheDeviation) {
  StatisticsTally tally(0);
  for (int i = 0; i < 1000; ++i) tally.AddNumber(1e12 + (i % 2));
  EXPECT_NEAR(tally.Summarize().standard_deviation, 0.5, 1e-6);
}

TEST(StatisticsTallyTest, TheLargestDoublesDoNotOverflow) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  StatisticsTally tally(0);
  tally.AddNumber(kLargest);
  tally.AddNumber(-kLargest);
  const ColumnStatistics statistics = tally.Summarize();
  EXPECT_EQ(statistics.mean, 0);
  EXPECT_DOUBLE_EQ(statistics.standard_deviation, kLargest);
}

}  // namespace
}  // namespace counterweight
