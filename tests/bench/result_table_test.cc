#include "bench/result_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace counterweight {
namespace {

TEST(SeriesTest, ShowsMeanAndStandardDeviation) {
  Series series;
  EXPECT_EQ(series.Text(), "-");
  EXPECT_TRUE(std::isnan(series.mean()));
  series.Add(0.5);
  EXPECT_EQ(series.Text(), "0.500");
  series.Add(0.7);
  EXPECT_EQ(series.Text(), "0.600 ± 0.141");
}

TEST(SeriesTest, LeavesOutRunsWithoutTheFigure) {
  Series series;
  series.Add(std::numeric_limits<double>::quiet_NaN());
  series.Add(0.25);
  EXPECT_EQ(series.mean(), 0.25);
}

TEST(MarkdownTableTest, HasARuleBelowItsHeader) {
  EXPECT_EQ(MarkdownTable({{"dataset", "AUC", "AP"}, {"sick", "0.9", "0.8"}}),
            "| dataset | AUC | AP |\n| --- | ---: | ---: |\n| sick | 0.9 | 0.8 |\n");
}

}  // namespace
}  // namespace counterweight
