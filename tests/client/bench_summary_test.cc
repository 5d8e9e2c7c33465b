#include "client/bench_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "client/bench_text.h"
#include "client/json_text.h"
#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

BenchRow Row(const std::string& dataset, uint64_t seed, const std::string& method,
             double average_precision) {
  BenchRow row;
  row.key = {dataset, seed, method};
  row.average_precision = average_precision;
  row.roc_auc = average_precision + 0.1;
  row.best_f1 = average_precision / 2;
  row.seconds = 2;
  return row;
}

// Six datasets and three methods, one seed.
struct Table {
  BenchScope scope;
  std::vector<BenchRow> rows;
};
Table SixDatasets() {
  const std::vector<std::vector<double>> values = {{.50, .48, .40}, {.60, .55, .52},
                                                   {.70, .71, .63}, {.80, .70, .71},
                                                   {.55, .51, .43}, {.65, .57, .51}};
  Table table;
  table.scope.methods = {"a", "b", "c"};
  for (size_t i = 0; i < values.size(); ++i) {
    table.scope.datasets.push_back("d" + std::to_string(i));
    for (size_t j = 0; j < 3; ++j) {
      table.rows.push_back(Row(table.scope.datasets[i], 0, table.scope.methods[j], values[i][j]));
    }
  }
  return table;
}

// scipy 1.10: wilcoxon(a - b), wilcoxon(a - c), rankdata of the negated values by row; Holm by
// hand: 2 x 0.03125, then 1 x 0.0625.
TEST(BenchSummaryTest, MethodsAreTestedAgainstTheReference) {
  const Table table = SixDatasets();
  const BenchSummary summary = SummarizeBench(table.scope, table.rows);
  EXPECT_EQ(summary.compared_datasets, table.scope.datasets);
  ASSERT_EQ(summary.methods.size(), 3u);
  EXPECT_NEAR(summary.methods[0].average_precision, 0.63333333, 1e-8);
  EXPECT_NEAR(summary.methods[1].average_precision, 0.58666667, 1e-8);
  EXPECT_NEAR(summary.methods[2].roc_auc, 0.63333333, 1e-8);
  EXPECT_NEAR(summary.methods[2].best_f1, 0.26666667, 1e-8);
  EXPECT_NEAR(summary.methods[0].average_rank, 7.0 / 6, 1e-12);
  EXPECT_NEAR(summary.methods[1].average_rank, 2, 1e-12);
  EXPECT_NEAR(summary.methods[2].average_rank, 17.0 / 6, 1e-12);
  EXPECT_FALSE(summary.methods[0].against.has_value());
  const BenchComparison& b = *summary.methods[1].against;
  EXPECT_EQ(b.datasets, 6);
  EXPECT_NEAR(b.mean_difference, 0.04666667, 1e-8);
  EXPECT_EQ(b.wins, 5);
  EXPECT_EQ(b.ties, 0);
  EXPECT_EQ(b.losses, 1);
  EXPECT_NEAR(b.p_value, 0.0625, 1e-12);
  EXPECT_NEAR(b.adjusted_p_value, 0.0625, 1e-12);
  const BenchComparison& c = *summary.methods[2].against;
  EXPECT_NEAR(c.p_value, 0.03125, 1e-12);
  EXPECT_NEAR(c.adjusted_p_value, 0.0625, 1e-12);
}

TEST(BenchSummaryTest, AnotherReferenceTurnsTheComparisonRound) {
  Table table = SixDatasets();
  table.scope.reference = 1;
  const BenchSummary summary = SummarizeBench(table.scope, table.rows);
  EXPECT_FALSE(summary.methods[1].against.has_value());
  EXPECT_NEAR(summary.methods[0].against->mean_difference, -0.04666667, 1e-8);
  EXPECT_EQ(summary.methods[0].against->wins, 1);
  EXPECT_EQ(summary.methods[0].against->losses, 5);
}

BenchScope Scope(const std::vector<std::string>& datasets, uint64_t seeds) {
  BenchScope scope;
  scope.datasets = datasets;
  scope.methods = {"a", "b"};
  scope.seeds = seeds;
  return scope;
}

TEST(BenchSummaryTest, ACellIsTheMeanAndSampleDeviationOverItsSeeds) {
  const BenchSummary summary = SummarizeBench(
      Scope({"d"}, 3),
      {Row("d", 0, "a", .2), Row("d", 1, "a", .4), Row("d", 2, "a", .9), Row("d", 0, "b", .5)});
  const BenchCell& cell = summary.cells[0][0];
  EXPECT_EQ(cell.seeds, 3);
  EXPECT_NEAR(cell.average_precision.mean, 0.5, 1e-12);
  EXPECT_NEAR(cell.average_precision.deviation, std::sqrt(0.13), 1e-12);
  EXPECT_EQ(summary.cells[0][1].seeds, 1);
  EXPECT_TRUE(std::isnan(summary.cells[0][1].average_precision.deviation));
}

TEST(BenchSummaryTest, OnlySeedsThatBothHaveAreCompared) {
  const BenchSummary summary = SummarizeBench(
      Scope({"d"}, 2), {Row("d", 0, "a", .2), Row("d", 1, "a", .9), Row("d", 0, "b", .3)});
  EXPECT_NEAR(summary.methods[0].average_precision, 0.2, 1e-12);
  EXPECT_NEAR(summary.methods[1].against->mean_difference, -0.1, 1e-12);
}

TEST(BenchSummaryTest, ADatasetWithAHoleIsLeftOutOfMeansAndRanks) {
  const BenchSummary summary = SummarizeBench(
      Scope({"d", "e"}, 1),
      {Row("d", 0, "a", .2), Row("e", 0, "a", .9), Row("e", 0, "b", .3), Row("d", 0, "b", NAN)});
  EXPECT_THAT(summary.compared_datasets, ElementsAre("e"));
  EXPECT_EQ(summary.cells[0][1].seeds, 0);
  EXPECT_NEAR(summary.methods[0].average_precision, 0.9, 1e-12);
  EXPECT_EQ(summary.methods[0].average_rank, 1);
  EXPECT_EQ(summary.methods[1].against->datasets, 1);
}

TEST(BenchSummaryTest, AMethodWithoutAnyResultDoesNotEmptyTheTable) {
  BenchScope scope = Scope({"d"}, 1);
  scope.methods.push_back("failed");
  const BenchSummary summary = SummarizeBench(scope, {Row("d", 0, "a", .2), Row("d", 0, "b", .3)});
  EXPECT_EQ(summary.methods[0].average_rank, 2);
  EXPECT_TRUE(std::isnan(summary.methods[2].average_precision));
  EXPECT_TRUE(std::isnan(summary.methods[2].against->p_value));
  EXPECT_EQ(summary.methods[2].against->datasets, 0);
}

TEST(BenchSummaryTest, RowsOutsideTheScopeDoNotCount) {
  const BenchSummary summary = SummarizeBench(
      Scope({"d"}, 1), {Row("d", 0, "a", .2), Row("d", 0, "b", .2), Row("d", 1, "a", .9),
                        Row("other", 0, "a", .9), Row("d", 0, "other", .9)});
  EXPECT_EQ(summary.cells[0][0].seeds, 1);
  EXPECT_NEAR(summary.methods[0].average_precision, 0.2, 1e-12);
  EXPECT_EQ(summary.methods[1].against->ties, 1);
  EXPECT_TRUE(std::isnan(summary.methods[1].against->p_value));
}

TEST(BenchTextTest, ShowsBothTables) {
  Table table = SixDatasets();
  table.rows.push_back(Row("d0", 1, "a", .52));
  table.scope.seeds = 2;
  const std::string text = BenchText(SummarizeBench(table.scope, table.rows));
  EXPECT_THAT(
      text,
      AllOf(
          ContainsRegex("average precision +a +b +c\n"),
          ContainsRegex("d0 +0.5100 ± 0.0141 +0.4800 +0.4000\n"),
          HasSubstr("over the 6 of 6 datasets on which all methods have results; difference: a "
                    "minus the method\n"),
          ContainsRegex("a +0.6333 +0.7333 +0.3167 +1.17 +2.0\n"),
          ContainsRegex("c +0.5333 +0.6333 +0.2667 +2.83 +2.0 +.0.1000 +6/0/0 +0.0312 +0.0625\n")));
}

TEST(BenchTextTest, WhatIsNotDefinedIsNullInJson) {
  const BenchSummary summary = SummarizeBench(Scope({"d"}, 1), {Row("d", 0, "a", .25)});
  ASSERT_OK_AND_ASSIGN(const std::string json, JsonText(BenchJson(summary, {"d, seed 0, b: why"})));
  EXPECT_THAT(json, AllOf(HasSubstr("\"reference\":\"a\""), HasSubstr("\"mean\":0.25"),
                          HasSubstr("\"deviation\":null"), HasSubstr("\"pValue\":null"),
                          HasSubstr("\"against\":null"),
                          HasSubstr("\"failures\":[\"d, seed 0, b: why\"]")));
}

}  // namespace
}  // namespace counterweight::client
