#include "src/serving/row_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "src/base/field_error.h"
#include "tests/testing/artifact_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsNan;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Artifact ArtifactWithNumberCategories() {
  Artifact artifact = BuildArtifact();
  artifact.preprocessing.schema[2].categories = {"3", "0.5", "true", "-12", "1e+300"};
  return artifact;
}

class RowTableTest : public ::testing::Test {
 protected:
  RowTableBuilder Builder(const std::vector<std::string>& columns = {}, bool ignore_extra = false) {
    absl::StatusOr<RowTableBuilder> builder =
        RowTableBuilder::Create(predictor_, columns, ignore_extra);
    EXPECT_THAT(builder, IsOk());
    return *std::move(builder);
  }
  absl::Status CreateError(const std::vector<std::string>& columns, bool ignore_extra = false) {
    return RowTableBuilder::Create(predictor_, columns, ignore_extra).status();
  }

  const Predictor predictor_{ArtifactWithNumberCategories()};
};

TEST_F(RowTableTest, TakesCellsInSchemaOrder) {
  RowTableBuilder builder = Builder();
  EXPECT_THAT(builder.AddNumber(41), IsOk());
  EXPECT_THAT(builder.AddText(" 1.5e3 "), IsOk());
  EXPECT_THAT(builder.AddText("0.5"), IsOk());
  EXPECT_THAT(builder.AddBoolean(true), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  EXPECT_EQ(builder.row_count(), 1);
  ASSERT_OK_AND_ASSIGN(const Table table, builder.Finish());
  EXPECT_EQ(table.row_count, 1);
  ASSERT_EQ(table.columns.size(), 4u);
  EXPECT_THAT(table.columns[0].numbers, ElementsAre(41));
  EXPECT_THAT(table.columns[1].numbers, ElementsAre(1500));
  EXPECT_THAT(table.columns[2].codes, ElementsAre(1));
  EXPECT_THAT(table.columns[3].numbers, ElementsAre(1));
  EXPECT_EQ(table.schema[2].name, "city");
  EXPECT_EQ(predictor_.Predict(table).labels.size(), 1u);
}

TEST_F(RowTableTest, NamedColumnsMayComeInAnyOrder) {
  RowTableBuilder builder = Builder({"member", "city", "age", "income"});
  for (int row = 0; row < 2; ++row) {
    EXPECT_THAT(builder.AddBoolean(row == 1), IsOk());
    EXPECT_THAT(builder.AddText("3"), IsOk());
    EXPECT_THAT(builder.AddNumber(row), IsOk());
    EXPECT_THAT(builder.AddMissing(), IsOk());
    EXPECT_THAT(builder.EndRow(), IsOk());
  }
  ASSERT_OK_AND_ASSIGN(const Table table, builder.Finish());
  EXPECT_THAT(table.columns[0].numbers, ElementsAre(0, 1));
  EXPECT_THAT(table.columns[1].numbers, ElementsAre(IsNan(), IsNan()));
  EXPECT_THAT(table.columns[2].codes, ElementsAre(0, 0));
  EXPECT_THAT(table.columns[3].numbers, ElementsAre(0, 1));
}

TEST_F(RowTableTest, SurplusColumnsArePassedOverIfAsked) {
  const std::vector<std::string> columns = {"id", "age", "income", "city", "label", "member"};
  RowTableBuilder builder = Builder(columns, true);
  EXPECT_THAT(builder.AddText("anything"), IsOk());
  EXPECT_THAT(builder.AddNumber(1), IsOk());
  EXPECT_THAT(builder.AddNumber(2), IsOk());
  EXPECT_THAT(builder.AddMissing(), IsOk());
  EXPECT_THAT(builder.AddBoolean(false), IsOk());
  EXPECT_THAT(builder.AddBoolean(false), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  ASSERT_OK_AND_ASSIGN(const Table table, builder.Finish());
  EXPECT_THAT(table.columns[0].numbers, ElementsAre(1));
  EXPECT_THAT(table.columns[2].codes, ElementsAre(kMissingCode));
}

TEST_F(RowTableTest, ASurplusColumnIsNamed) {
  const absl::Status status = CreateError({"age", "income", "label", "city", "member"});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"label\"")));
  EXPECT_EQ(ErrorField(status), "columns[2]");
}

TEST_F(RowTableTest, AMissingColumnIsNamed) {
  const absl::Status status = CreateError({"age", "income", "member"}, true);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               AllOf(HasSubstr("\"city\""), HasSubstr("missing"))));
  EXPECT_EQ(ErrorField(status), "columns");
}

TEST_F(RowTableTest, AColumnNamedTwiceIsNamed) {
  const absl::Status status = CreateError({"age", "income", "age", "city", "member"});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               AllOf(HasSubstr("\"age\""), HasSubstr("twice"))));
  EXPECT_EQ(ErrorField(status), "columns[2]");
}

TEST_F(RowTableTest, MissingValuesHaveManySpellings) {
  RowTableBuilder builder = Builder();
  for (const char* text : {"", "NA", "?", "null"}) {
    for (int c = 0; c < 4; ++c) EXPECT_THAT(builder.AddText(text), IsOk());
    EXPECT_THAT(builder.EndRow(), IsOk());
  }
  for (int c = 0; c < 4; ++c) EXPECT_THAT(builder.AddNumber(kNan), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  for (int c = 0; c < 4; ++c) EXPECT_THAT(builder.AddMissing(), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  ASSERT_OK_AND_ASSIGN(const Table table, builder.Finish());
  for (int r = 0; r < 6; ++r) {
    EXPECT_TRUE(std::isnan(table.columns[0].numbers[r]));
    EXPECT_TRUE(std::isnan(table.columns[1].numbers[r]));
    EXPECT_EQ(table.columns[2].codes[r], kMissingCode);
    EXPECT_TRUE(std::isnan(table.columns[3].numbers[r]));
  }
}

TEST_F(RowTableTest, InfinityIsMissingAsInAnUpload) {
  RowTableBuilder builder = Builder();
  EXPECT_THAT(builder.AddNumber(kInfinity), IsOk());
  EXPECT_THAT(builder.AddText("-inf"), IsOk());
  EXPECT_THAT(builder.AddNumber(-kInfinity), IsOk());
  EXPECT_THAT(builder.AddMissing(), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  ASSERT_OK_AND_ASSIGN(const Table table, builder.Finish());
  EXPECT_THAT(table.columns[0].numbers, ElementsAre(IsNan()));
  EXPECT_THAT(table.columns[1].numbers, ElementsAre(IsNan()));
  EXPECT_THAT(table.columns[2].codes, ElementsAre(kMissingCode));
}

TEST_F(RowTableTest, NumbersAndBooleansAreCategoriesByTheirText) {
  RowTableBuilder builder = Builder({"city", "age", "income", "member"});
  const auto add_row = [&](auto add_city) {
    EXPECT_THAT(add_city(), IsOk());
    for (int c = 0; c < 3; ++c) EXPECT_THAT(builder.AddMissing(), IsOk());
    EXPECT_THAT(builder.EndRow(), IsOk());
  };
  add_row([&] { return builder.AddNumber(3.0); });
  add_row([&] { return builder.AddNumber(0.5); });
  add_row([&] { return builder.AddBoolean(true); });
  add_row([&] { return builder.AddNumber(-12); });
  add_row([&] { return builder.AddNumber(1e300); });
  add_row([&] { return builder.AddBoolean(false); });
  add_row([&] { return builder.AddNumber(4); });
  add_row([&] { return builder.AddText("Atlantis"); });
  ASSERT_OK_AND_ASSIGN(const Table table, builder.Finish());
  EXPECT_THAT(table.columns[2].codes,
              ElementsAre(0, 1, 2, 3, 4, kUnknownCode, kUnknownCode, kUnknownCode));
}

TEST_F(RowTableTest, BooleansHaveTheUploadsSpellings) {
  RowTableBuilder builder = Builder({"member", "age", "income", "city"});
  const auto add_row = [&](const absl::Status& status) {
    EXPECT_THAT(status, IsOk());
    for (int c = 0; c < 3; ++c) EXPECT_THAT(builder.AddMissing(), IsOk());
    EXPECT_THAT(builder.EndRow(), IsOk());
  };
  add_row(builder.AddText("Yes"));
  add_row(builder.AddText("f"));
  add_row(builder.AddText("1"));
  add_row(builder.AddNumber(0));
  add_row(builder.AddBoolean(true));
  ASSERT_OK_AND_ASSIGN(const Table table, builder.Finish());
  EXPECT_THAT(table.columns[3].numbers, ElementsAre(1, 0, 1, 0, 1));
}

TEST_F(RowTableTest, AWrongCellIsNamedByRowAndColumn) {
  RowTableBuilder builder = Builder();
  for (int c = 0; c < 4; ++c) ASSERT_THAT(builder.AddMissing(), IsOk());
  ASSERT_THAT(builder.EndRow(), IsOk());
  ASSERT_THAT(builder.AddNumber(1), IsOk());
  const absl::Status status = builder.AddText("twelve");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               AllOf(HasSubstr("\"income\""), HasSubstr("\"twelve\""))));
  EXPECT_EQ(ErrorField(status), "rows[1].values[1]");
}

TEST_F(RowTableTest, EachTypeRefusesWhatIsNone) {
  const auto is_refused = [](const std::string& message) {
    return StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message));
  };
  EXPECT_THAT(Builder().AddBoolean(true), is_refused("not a number"));
  EXPECT_THAT(Builder({"member", "age", "income", "city"}).AddNumber(2), is_refused("2"));
  EXPECT_THAT(Builder({"member", "age", "income", "city"}).AddNumber(kInfinity),
              is_refused("not a boolean"));
  EXPECT_THAT(Builder({"member", "age", "income", "city"}).AddText("maybe"),
              is_refused("\"maybe\" is not a boolean"));
}

TEST_F(RowTableTest, RowsOfTheWrongLengthAreNamed) {
  RowTableBuilder builder = Builder();
  for (int c = 0; c < 4; ++c) ASSERT_THAT(builder.AddMissing(), IsOk());
  ASSERT_THAT(builder.EndRow(), IsOk());
  ASSERT_THAT(builder.AddMissing(), IsOk());
  const absl::Status too_few = builder.EndRow();
  EXPECT_THAT(too_few, StatusIs(absl::StatusCode::kInvalidArgument,
                                HasSubstr("rows[1]: 1 values, expected 4")));
  EXPECT_EQ(ErrorField(too_few), "rows[1]");
  for (int c = 0; c < 3; ++c) ASSERT_THAT(builder.AddMissing(), IsOk());
  EXPECT_THAT(builder.AddNumber(5), StatusIs(absl::StatusCode::kInvalidArgument,
                                             HasSubstr("rows[1]: more than 4 values")));
}

TEST_F(RowTableTest, AnUnfinishedRowCannotBeHandedOver) {
  RowTableBuilder builder = Builder();
  ASSERT_THAT(builder.AddMissing(), IsOk());
  EXPECT_THAT(builder.Finish(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("row 0")));
}

}  // namespace
}  // namespace counterweight
