#include "src/tabular/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "src/base/field_error.h"
#include "tests/tabular/description_testing.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

// The field that Validate finds at fault, "" if none.
std::string FieldAtFault(const DatasetSpec& spec) {
  return ErrorField(spec.Validate()).value_or("");
}

TEST(DatasetSpecTest, AcceptsAPlainSpec) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"y", ColumnType::kCategorical}, {"id", ColumnType::kIgnored}};
  EXPECT_THAT(spec.Validate(), IsOk());
}

TEST(DatasetSpecTest, BoundsTheDisplayName) {
  DatasetSpec spec = LabelY();
  spec.display_name = "";
  EXPECT_EQ(FieldAtFault(spec), "spec.display_name");
  spec.display_name = std::string(200, 'x');
  EXPECT_EQ(FieldAtFault(spec), "");
  spec.display_name = std::string(201, 'x');
  EXPECT_EQ(FieldAtFault(spec), "spec.display_name");
  spec.display_name = "\xFF";
  EXPECT_EQ(FieldAtFault(spec), "spec.display_name");
}

TEST(DatasetSpecTest, NeedsALabelColumn) {
  DatasetSpec spec = LabelY();
  spec.label_column = "";
  EXPECT_EQ(FieldAtFault(spec), "spec.label_column");
  spec.label_column = "\xC3";
  EXPECT_EQ(FieldAtFault(spec), "spec.label_column");
}

TEST(DatasetSpecTest, RefusesDelimitersThatMeanSomethingElse) {
  for (const char delimiter : {'"', '\r', '\n', '\0', '\xE9'}) {
    DatasetSpec spec = LabelY();
    spec.delimiter = delimiter;
    EXPECT_EQ(FieldAtFault(spec), "spec.delimiter");
  }
  for (const char delimiter : {',', ';', '\t', '|', ' ', ':'}) {
    DatasetSpec spec = LabelY();
    spec.delimiter = delimiter;
    EXPECT_EQ(FieldAtFault(spec), "");
  }
}

TEST(DatasetSpecTest, RefusesInvalidTexts) {
  DatasetSpec spec = LabelY();
  spec.positive_label = "\x80";
  EXPECT_EQ(FieldAtFault(spec), "spec.positive_label");
  spec = LabelY();
  spec.column_types = {{"\x80", ColumnType::kNumeric}};
  EXPECT_EQ(FieldAtFault(spec), "spec.column_types");
  spec.column_types = {{"", ColumnType::kNumeric}};
  EXPECT_EQ(FieldAtFault(spec), "spec.column_types");
}

TEST(DatasetSpecTest, RefusesUnknownTypesAndAnIgnoredLabel) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"a", static_cast<ColumnType>(9)}};
  EXPECT_EQ(FieldAtFault(spec), "spec.column_types[a]");
  spec.column_types = {{"a", static_cast<ColumnType>(0)}};
  EXPECT_EQ(FieldAtFault(spec), "spec.column_types[a]");
  spec.column_types = {{"y", ColumnType::kIgnored}};
  EXPECT_EQ(FieldAtFault(spec), "spec.column_types[y]");
}

TEST(ColumnTypeTest, HasNames) {
  EXPECT_EQ(ColumnTypeName(ColumnType::kNumeric), "numeric");
  EXPECT_EQ(ColumnTypeName(ColumnType::kCategorical), "categorical");
  EXPECT_EQ(ColumnTypeName(ColumnType::kBoolean), "boolean");
  EXPECT_EQ(ColumnTypeName(ColumnType::kIgnored), "ignored");
  EXPECT_EQ(ColumnTypeName(static_cast<ColumnType>(77)), "unknown");
}

// CheckConsistency of the small description after a change.
template <typename Change>
absl::Status CheckAfter(Change change) {
  DatasetDescription description = SmallDescription();
  change(description);
  return description.CheckConsistency();
}

TEST(DatasetDescriptionTest, FindsEveryContradiction) {
  EXPECT_THAT(SmallDescription().CheckConsistency(), IsOk());
  using D = DatasetDescription;
  EXPECT_FALSE(CheckAfter([](D& d) { d.statistics.pop_back(); }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.classes.pop_back(); }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.class_counts[0] = 1; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { ++d.class_counts[0]; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { ++d.row_count; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.positive_class = 2; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.positive_class = -1; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.columns[0].categories = {"x"}; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.columns[1].categories.push_back("new"); }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { ++d.statistics[1].category_counts[0]; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.statistics[0].missing_count = -1; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.statistics[0].missing_count = d.row_count + 1; }).ok());
  EXPECT_FALSE(CheckAfter([](D& d) { d.statistics[0].infinite_count = 5; }).ok());
}

TEST(DatasetDescriptionTest, AContradictionNamesTheColumn) {
  EXPECT_THAT(CheckAfter([](DatasetDescription& d) { ++d.statistics[1].category_counts[0]; }),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("column \"colour\"")));
}

}  // namespace
}  // namespace counterweight
