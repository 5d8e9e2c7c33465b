// Every bound of IntakeLimits: kept at the bound, refused above it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "src/tabular/category_dictionary.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// `rows` rows of one text column, all different, under the header a,y.
std::string DistinctTexts(int rows, const std::string& first_cell = "v") {
  std::string csv = absl::StrCat("a,y\n", first_cell, ",0\n");
  for (int row = 1; row < rows; ++row) absl::StrAppend(&csv, "v", row, ",", row % 2, "\n");
  return csv;
}

absl::Status TakeInWithin(const std::string& csv, const IntakeLimits& limits) {
  return TakeIn(csv, LabelY(), limits).status();
}

TEST(CsvIntakeLimitsTest, UploadedBytes) {
  const std::string csv = DistinctTexts(10);
  IntakeLimits limits;
  limits.uploaded_bytes = static_cast<int64_t>(csv.size());
  EXPECT_THAT(TakeInWithin(csv, limits), IsOk());
  EXPECT_THAT(TakeInWithin(csv + "\n", limits),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr(absl::StrCat("more than ", csv.size(), " bytes"))));
}

TEST(CsvIntakeLimitsTest, InflatedBytesAndRatio) {
  const std::string csv = DistinctTexts(10);
  IntakeLimits limits;
  limits.inflated_bytes = static_cast<int64_t>(csv.size());
  EXPECT_THAT(TakeInWithin(Gzip(csv), limits), IsOk());
  EXPECT_THAT(TakeInWithin(Gzip(csv + "\n"), limits),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("inflates to more than")));
  limits = IntakeLimits();
  limits.inflation_ratio = 50;
  EXPECT_THAT(TakeInWithin(Gzip(csv + std::string(8 << 20, '\n')), limits),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("more than 50 times")));
}

TEST(CsvIntakeLimitsTest, Rows) {
  IntakeLimits limits;
  limits.rows = 10;
  EXPECT_THAT(TakeInWithin(DistinctTexts(10), limits), IsOk());
  EXPECT_THAT(TakeInWithin(DistinctTexts(11), limits),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("more than 10 rows")));
}

TEST(CsvIntakeLimitsTest, Columns) {
  IntakeLimits limits;
  limits.columns = 2;
  EXPECT_THAT(TakeInWithin(DistinctTexts(10), limits), IsOk());
  EXPECT_THAT(TakeInWithin("a,b,y\n", limits),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("more than 2 fields")));
}

TEST(CsvIntakeLimitsTest, AFieldOfTenMegabytes) {
  const std::string csv = absl::StrCat("a,y\n1,0\n\"", std::string(10 << 20, 'x'), "\",1\n");
  EXPECT_THAT(TakeInWithin(csv, IntakeLimits()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("row 1, column 1: the field has more than 1048576 bytes")));
}

TEST(CsvIntakeLimitsTest, CategoriesOfAColumn) {
  IntakeLimits limits;
  limits.categories = 10;
  EXPECT_THAT(TakeInWithin(DistinctTexts(10), limits), IsOk());
  EXPECT_THAT(TakeInWithin(DistinctTexts(11), limits),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       AllOf(HasSubstr("row 10, column \"a\": more than 10 distinct text values"),
                             HasSubstr("\"ignored\""))));
}

TEST(CsvIntakeLimitsTest, CategoriesOfAColumnThatBeganWithNumbers) {
  IntakeLimits limits;
  limits.categories = 10;
  EXPECT_THAT(TakeInWithin(DistinctTexts(10, "17"), limits), IsOk());
  EXPECT_THAT(TakeInWithin(DistinctTexts(11, "17"), limits),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("row 10, column \"a\": more than 10 distinct text values")));
}

TEST(CsvIntakeLimitsTest, ManyDistinctNumbersAreNoCategories) {
  IntakeLimits limits;
  limits.categories = 10;
  limits.dictionary_bytes = 200;
  std::string csv = "a,y\n";
  for (int row = 0; row < 1000; ++row) absl::StrAppend(&csv, row * 0.5, ",", row % 2, "\n");
  EXPECT_THAT(TakeInWithin(csv, limits), IsOk());
}

TEST(CsvIntakeLimitsTest, DictionaryBytesOfAllColumns) {
  IntakeLimits limits;
  limits.dictionary_bytes = 6 * (2 + DictionaryBudget::kEntryBytes);
  // Two classes of one byte, four categories of two bytes in two columns.
  EXPECT_THAT(TakeInWithin("a,b,y\nu1,v1,0\nu2,v2,1\nu1,v1,0\nu2,v2,1\n", limits), IsOk());
  EXPECT_THAT(TakeInWithin("a,b,y\nu1,v1,0\nu2,v2,1\nu3,v3,0\nu2,v2,1\n", limits),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       AllOf(HasSubstr("row 2, column"), HasSubstr("of all columns"))));
}

TEST(CsvIntakeLimitsTest, Classes) {
  IntakeLimits limits;
  limits.classes = 2;
  EXPECT_THAT(TakeInWithin("a,y\n1,0\n2,1\n3,0\n4,1\n", limits), IsOk());
  EXPECT_THAT(TakeInWithin("a,y\n1,0\n2,1\n3,2\n", limits),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("row 2, column \"y\": more than 2 classes")));
}

}  // namespace
}  // namespace counterweight
