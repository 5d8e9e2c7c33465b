#include "src/tabular/csv_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "src/base/field_error.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<CsvHeader> Match(const std::vector<absl::string_view>& names,
                                const DatasetSpec& spec = LabelY()) {
  return MatchCsvHeader(names, spec);
}

TEST(CsvHeaderTest, FindsTheLabelAndTheOverrides) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"id", ColumnType::kIgnored}, {"zip", ColumnType::kCategorical}};
  ASSERT_OK_AND_ASSIGN(const CsvHeader header, Match({"id", "zip", "y", "age"}, spec));
  EXPECT_EQ(header.label, 2u);
  EXPECT_FALSE(header.IsFeature(0));
  EXPECT_TRUE(header.IsFeature(1));
  EXPECT_FALSE(header.IsFeature(2));
  EXPECT_TRUE(header.IsFeature(3));
  EXPECT_EQ(header.types[1], ColumnType::kCategorical);
  EXPECT_EQ(header.types[3], std::nullopt);
}

TEST(CsvHeaderTest, NamesTheColumnsOfARepeatedName) {
  EXPECT_THAT(Match({"a", "y", "a"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "header: the name \"a\" stands twice, in columns 1 and 3"));
}

TEST(CsvHeaderTest, NamesTheColumnWithoutName) {
  EXPECT_THAT(Match({"a", "", "y"}), StatusIs(absl::StatusCode::kInvalidArgument,
                                              "header, column 2: the column has no name"));
  EXPECT_THAT(Match({" ", "y"}), StatusIs(absl::StatusCode::kInvalidArgument,
                                          "header, column 1: the column has no name"));
}

TEST(CsvHeaderTest, AnUnknownLabelColumnIsAFieldErrorThatListsTheColumns) {
  const auto header = Match({"a", "b"});
  EXPECT_EQ(ErrorField(header.status()), "spec.label_column");
  EXPECT_THAT(header, StatusIs(absl::StatusCode::kInvalidArgument,
                               HasSubstr("no column \"y\"; its columns are \"a\", \"b\"")));
}

TEST(CsvHeaderTest, AnUnknownOverrideIsAFieldError) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"agee", ColumnType::kNumeric}};
  const auto header = Match({"age", "y"}, spec);
  EXPECT_EQ(ErrorField(header.status()), "spec.column_types[agee]");
  EXPECT_THAT(header,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no column \"agee\"")));
}

}  // namespace
}  // namespace counterweight
