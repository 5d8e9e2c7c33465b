// Columns whose type turns out after row groups were written, and cells that are wrong among many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/tabular/dataset_builder.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kRows = 2 * DatasetBuilder::kGroupRows + 100;

// Column "a" holds `early` but for the last row, which holds `late`; "b" numbers; "y" the class.
std::string Table(const std::string& early, const std::string& late) {
  std::string csv = "a,b,y\n";
  for (int row = 0; row < kRows; ++row) {
    absl::StrAppend(&csv, row + 1 < kRows ? early : late, ",", row, ",", row % 2, "\n");
  }
  return csv;
}

TEST(LateTypesTest, ATextAfterNumbersMakesACategoryOfEveryValue) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(Table("07", "word")));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kCategorical);
  EXPECT_THAT(read.table.schema[0].categories, ElementsAre("07", "word"));
  EXPECT_THAT(read.description.statistics[0].category_counts, ElementsAre(kRows - 1, 1));
  EXPECT_EQ(read.table.columns[0].codes.back(), 1u);
  EXPECT_EQ(read.table.columns[1].numbers.back(), kRows - 1);
}

TEST(LateTypesTest, ATextAfterBooleansMakesACategoryOfEveryValue) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(Table("yes", "word")));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kCategorical);
  EXPECT_THAT(read.table.schema[0].categories, ElementsAre("yes", "word"));
  EXPECT_THAT(read.description.statistics[0].category_counts, ElementsAre(kRows - 1, 1));
}

TEST(LateTypesTest, ATextAfterMissingCellsIsItsOnlyCategory) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(Table("NA", "word")));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kCategorical);
  EXPECT_THAT(read.table.schema[0].categories, ElementsAre("word"));
  EXPECT_EQ(read.description.statistics[0].missing_count, kRows - 1);
}

TEST(LateTypesTest, ABooleanAfterMissingCellsIsBoolean) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(Table("", "no")));
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kBoolean);
  EXPECT_EQ(read.description.statistics[0].missing_count, kRows - 1);
  EXPECT_EQ(read.table.columns[0].numbers.back(), 0);
}

TEST(LateTypesTest, ALateChangeGivesTheDatasetThatDeclaredTypesGive) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"a", ColumnType::kCategorical}};
  ASSERT_OK_AND_ASSIGN(const LabelledTable declared, TakeIn(Table("1", "x"), spec));
  ASSERT_OK_AND_ASSIGN(const LabelledTable inferred, TakeIn(Table("1", "x")));
  EXPECT_TRUE(inferred.description.spec.column_types.empty());
  EXPECT_EQ(inferred.table.columns[0].codes, declared.table.columns[0].codes);
  EXPECT_EQ(inferred.table.columns[1].numbers, declared.table.columns[1].numbers);
  EXPECT_EQ(inferred.labels, declared.labels);
  DatasetDescription description = inferred.description;
  description.spec = declared.description.spec;
  EXPECT_EQ(description.Encode(), declared.description.Encode());
}

// Classes are sorted, but written before all of them are known.
TEST(LateTypesTest, LabelsFollowTheOrderOfTheClasses) {
  std::string csv = "a,y\n";
  for (int row = 0; row < kRows; ++row) absl::StrAppend(&csv, row, ",", 11 - row % 3, "\n");
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(csv));
  EXPECT_THAT(read.description.classes, ElementsAre("9", "10", "11"));
  for (int row = 0; row < kRows; ++row) ASSERT_EQ(read.labels[row], 2u - row % 3);
}

// Many rows are read at once, column by column; the error is the first in the file all the same.
TEST(LateTypesTest, TheFirstWrongCellOfTheFileSpeaks) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"a", ColumnType::kNumeric}, {"b", ColumnType::kBoolean}};
  std::vector<std::string> lines(50, "1,t,0");
  lines[30] = "one,t,0";
  lines[20] = "1,maybe,";
  lines[10] = "1,t,NA";
  const auto csv = [&] {
    std::string text = "a,b,y\n";
    for (const std::string& line : lines) absl::StrAppend(&text, line, "\n");
    return text;
  };
  const auto expect = [&](const std::string& message) {
    EXPECT_THAT(TakeIn(csv(), spec),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  };
  expect("row 10, column \"y\": the label is missing: \"NA\"");
  lines[10] = "1,t,1";
  expect("row 20, column \"b\": \"maybe\" is not a boolean");
  lines[20] = "1,f,1";
  expect("row 30, column \"a\": \"one\" is not a number");
  lines[29] = "1,t";
  expect("row 29: 2 fields, expected 3 as in the header");
}

TEST(LateTypesTest, TheCellThatOverdrawsTheBudgetIsTheFirstInTheFile) {
  IntakeLimits limits;
  limits.dictionary_bytes = 2 * 17 + 40 * 20;
  std::string csv = "a,b,y\n";
  for (int row = 0; row < 100; ++row) {
    absl::StrAppend(&csv, "a", 100 + row, ",b", 100 + row, ",", row % 2, "\n");
  }
  EXPECT_THAT(TakeIn(csv, LabelY(), limits),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("row 20, column \"a\": the distinct text values")));
}

}  // namespace
}  // namespace counterweight
