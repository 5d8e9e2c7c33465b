// Types as CsvIntake infers them, with what the second reading has to repair.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

TEST(CsvIntakeInferenceTest, TextAfterNumbersMakesACategoryOfEveryValue) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read,
                       TakeIn("zip,n,y\n02134,1,0\n9021,2,1\nK1A,3,0\n02134,4,1\n,5,0\n"));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kCategorical);
  EXPECT_THAT(read.table.schema[0].categories, ElementsAre("02134", "9021", "K1A"));
  EXPECT_THAT(read.table.columns[0].codes, ElementsAre(0, 1, 2, 0, kMissingCode));
  EXPECT_THAT(read.description.statistics[0].category_counts, ElementsAre(2, 1, 1));
}

TEST(CsvIntakeInferenceTest, AnOverrideKeepsNumbersAsCategories) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"code", ColumnType::kCategorical}};
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn("code,y\n7,0\n07,1\n7,0\n3,1\n", spec));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kCategorical);
  EXPECT_THAT(read.table.schema[0].categories, ElementsAre("7", "07", "3"));
}

TEST(CsvIntakeInferenceTest, AnOverrideMakesDigitsBoolean) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"flag", ColumnType::kBoolean}};
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn("flag,y\n1,0\n0,1\n1.0,0\nno,1\n", spec));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kBoolean);
  EXPECT_THAT(read.table.columns[0].numbers, ElementsAre(1, 0, 1, 0));
}

TEST(CsvIntakeInferenceTest, AColumnWithoutValuesIsNumericAndMissing) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn("a,b,y\n,1,0\nNA,2,1\n\"\",3,0\n?,4,1\n"));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kNumeric);
  EXPECT_EQ(read.description.statistics[0].missing_count, 4);
  EXPECT_TRUE(std::isnan(read.description.statistics[0].mean));
}

TEST(CsvIntakeInferenceTest, ABooleanColumnHasStatisticsOfZeroAndOne) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn("b,y\nT,0\nF,1\nt,0\nf,1\n"));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kBoolean);
  EXPECT_TRUE(read.table.schema[0].categories.empty());
  EXPECT_EQ(read.description.statistics[0].mean, 0.5);
  EXPECT_EQ(read.description.statistics[0].standard_deviation, 0.5);
}

TEST(CsvIntakeInferenceTest, TheLabelMayStandAnywhereAndIsAlwaysText) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn("y,a\n1,5\n01,6\n1,7\n01,8\n"));
  EXPECT_THAT(read.description.classes, ElementsAre("01", "1"));
  EXPECT_THAT(read.labels, ElementsAre(1, 0, 1, 0));
  EXPECT_EQ(read.table.schema.size(), 1u);
}

TEST(CsvIntakeInferenceTest, ManyClassesAreOrderedByNumber) {
  std::string csv = "a,y\n";
  for (int row = 0; row < 60; ++row) absl::StrAppend(&csv, row, ",", (row * 7) % 12, "\n");
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(csv));
  ASSERT_EQ(read.description.classes.size(), 12u);
  for (int i = 0; i < 12; ++i) EXPECT_EQ(read.description.classes[i], std::to_string(i));
  for (int row = 0; row < 60; ++row) EXPECT_EQ(read.labels[row], (row * 7) % 12);
}

TEST(CsvIntakeInferenceTest, IgnoredColumnsMayHoldAnything) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"note", ColumnType::kIgnored}};
  std::string csv = "note,a,y\n";
  for (int row = 0; row < 200; ++row) {
    absl::StrAppend(&csv, "\"free, \"\"text\"\"\n", row, "\",", row, ",", row % 2, "\n");
  }
  IntakeLimits limits;
  limits.categories = 10;
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(csv, spec, limits));
  EXPECT_EQ(read.table.row_count, 200);
  EXPECT_EQ(read.table.schema.size(), 1u);
  EXPECT_THAT(read.description.ignored_columns, ElementsAre("note"));
}

}  // namespace
}  // namespace counterweight
