#include "src/serving/row_cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

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

class RowCellsTest : public ::testing::Test {
 protected:
  // Rows over the given columns; their cells are in `cells_`.
  RowCells& Builder(const std::vector<std::string>& columns = {}, bool ignore_extra = false) {
    absl::StatusOr<RowColumns> created = Create(columns, ignore_extra);
    EXPECT_THAT(created, IsOk());
    columns_.push_back(std::make_unique<RowColumns>(*std::move(created)));
    cells_.assign(kRoom * columns_.back()->width(), -7.0);
    rows_.push_back(std::make_unique<RowCells>(*columns_.back(), 0, absl::MakeSpan(cells_)));
    return *rows_.back();
  }
  absl::StatusOr<RowColumns> Create(const std::vector<std::string>& columns, bool ignore_extra) {
    std::vector<const std::string*> names;
    for (const std::string& column : columns) names.push_back(&column);
    return RowColumns::Create(predictor_, names, ignore_extra);
  }
  absl::Status CreateError(const std::vector<std::string>& columns, bool ignore_extra = false) {
    return Create(columns, ignore_extra).status();
  }
  // Cells of one schema column in the first rows.
  std::vector<double> Column(int column, int rows) const {
    std::vector<double> values;
    for (int r = 0; r < rows; ++r) values.push_back(cells_[4 * r + column]);
    return values;
  }

  static constexpr int kRoom = 10;  // rows
  const Predictor predictor_{ArtifactWithNumberCategories()};
  std::vector<std::unique_ptr<RowColumns>> columns_;
  std::vector<std::unique_ptr<RowCells>> rows_;
  std::vector<double> cells_;
};

TEST_F(RowCellsTest, TakesCellsInSchemaOrder) {
  RowCells& builder = Builder();
  EXPECT_THAT(builder.AddNumber(41), IsOk());
  EXPECT_THAT(builder.AddText(" 1.5e3 "), IsOk());
  EXPECT_THAT(builder.AddText("0.5"), IsOk());
  EXPECT_THAT(builder.AddBoolean(true), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  EXPECT_THAT(Column(0, 1), ElementsAre(41));
  EXPECT_THAT(Column(1, 1), ElementsAre(1500));
  EXPECT_THAT(Column(2, 1), ElementsAre(1));
  EXPECT_THAT(Column(3, 1), ElementsAre(1));
  EXPECT_EQ(cells_[4], -7) << "a second row";
}

TEST_F(RowCellsTest, NamedColumnsMayComeInAnyOrder) {
  RowCells& builder = Builder({"member", "city", "age", "income"});
  for (int row = 0; row < 2; ++row) {
    EXPECT_THAT(builder.AddBoolean(row == 1), IsOk());
    EXPECT_THAT(builder.AddText("3"), IsOk());
    EXPECT_THAT(builder.AddNumber(row), IsOk());
    EXPECT_THAT(builder.AddMissing(), IsOk());
    EXPECT_THAT(builder.EndRow(), IsOk());
  }
  EXPECT_THAT(Column(0, 2), ElementsAre(0, 1));
  EXPECT_THAT(Column(1, 2), ElementsAre(IsNan(), IsNan()));
  EXPECT_THAT(Column(2, 2), ElementsAre(0, 0));
  EXPECT_THAT(Column(3, 2), ElementsAre(0, 1));
}

TEST_F(RowCellsTest, SurplusColumnsArePassedOverIfAsked) {
  const std::vector<std::string> columns = {"id", "age", "income", "city", "label", "member"};
  RowCells& builder = Builder(columns, true);
  EXPECT_THAT(builder.AddText("anything"), IsOk());
  EXPECT_THAT(builder.AddNumber(1), IsOk());
  EXPECT_THAT(builder.AddNumber(2), IsOk());
  EXPECT_THAT(builder.AddMissing(), IsOk());
  EXPECT_THAT(builder.AddBoolean(false), IsOk());
  EXPECT_THAT(builder.AddBoolean(false), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  EXPECT_THAT(Column(0, 1), ElementsAre(1));
  EXPECT_THAT(Column(2, 1), ElementsAre(kMissingCode));
}

TEST_F(RowCellsTest, ASurplusColumnIsNamed) {
  const absl::Status status = CreateError({"age", "income", "label", "city", "member"});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"label\"")));
  EXPECT_EQ(ErrorField(status), "columns[2]");
}

TEST_F(RowCellsTest, AMissingColumnIsNamed) {
  const absl::Status status = CreateError({"age", "income", "member"}, true);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               AllOf(HasSubstr("\"city\""), HasSubstr("missing"))));
  EXPECT_EQ(ErrorField(status), "columns");
}

TEST_F(RowCellsTest, AColumnNamedTwiceIsNamed) {
  const absl::Status status = CreateError({"age", "income", "age", "city", "member"});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               AllOf(HasSubstr("\"age\""), HasSubstr("twice"))));
  EXPECT_EQ(ErrorField(status), "columns[2]");
}

TEST_F(RowCellsTest, MissingValuesHaveManySpellings) {
  RowCells& builder = Builder();
  for (const char* text : {"", "NA", "?", "null"}) {
    for (int c = 0; c < 4; ++c) EXPECT_THAT(builder.AddText(text), IsOk());
    EXPECT_THAT(builder.EndRow(), IsOk());
  }
  for (int c = 0; c < 4; ++c) EXPECT_THAT(builder.AddNumber(kNan), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  for (int c = 0; c < 4; ++c) EXPECT_THAT(builder.AddMissing(), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  for (int r = 0; r < 6; ++r) {
    EXPECT_TRUE(std::isnan(cells_[4 * r + 0]));
    EXPECT_TRUE(std::isnan(cells_[4 * r + 1]));
    EXPECT_EQ(cells_[4 * r + 2], kMissingCode);
    EXPECT_TRUE(std::isnan(cells_[4 * r + 3]));
  }
}

TEST_F(RowCellsTest, InfinityIsMissingAsInAnUpload) {
  RowCells& builder = Builder();
  EXPECT_THAT(builder.AddNumber(kInfinity), IsOk());
  EXPECT_THAT(builder.AddText("-inf"), IsOk());
  EXPECT_THAT(builder.AddNumber(-kInfinity), IsOk());
  EXPECT_THAT(builder.AddMissing(), IsOk());
  EXPECT_THAT(builder.EndRow(), IsOk());
  EXPECT_THAT(Column(0, 1), ElementsAre(IsNan()));
  EXPECT_THAT(Column(1, 1), ElementsAre(IsNan()));
  EXPECT_THAT(Column(2, 1), ElementsAre(kMissingCode));
}

TEST_F(RowCellsTest, NumbersAndBooleansAreCategoriesByTheirText) {
  RowCells& builder = Builder({"city", "age", "income", "member"});
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
  EXPECT_THAT(Column(2, 8), ElementsAre(0, 1, 2, 3, 4, kUnknownCode, kUnknownCode, kUnknownCode));
}

TEST_F(RowCellsTest, BooleansHaveTheUploadsSpellings) {
  RowCells& builder = Builder({"member", "age", "income", "city"});
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
  EXPECT_THAT(Column(3, 5), ElementsAre(1, 0, 1, 0, 1));
}

TEST_F(RowCellsTest, AWrongCellIsNamedByRowAndColumn) {
  RowCells& builder = Builder();
  for (int c = 0; c < 4; ++c) ASSERT_THAT(builder.AddMissing(), IsOk());
  ASSERT_THAT(builder.EndRow(), IsOk());
  ASSERT_THAT(builder.AddNumber(1), IsOk());
  const absl::Status status = builder.AddText("twelve");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               AllOf(HasSubstr("\"income\""), HasSubstr("\"twelve\""))));
  EXPECT_EQ(ErrorField(status), "rows[1].values[1]");
}

TEST_F(RowCellsTest, EachTypeRefusesWhatIsNone) {
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

TEST_F(RowCellsTest, RowsOfTheWrongLengthAreNamed) {
  RowCells& builder = Builder();
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

TEST_F(RowCellsTest, ErrorsCountRowsFromTheFirst) {
  Builder();
  RowCells later(*columns_.back(), 4096, absl::MakeSpan(cells_));
  for (int c = 0; c < 4; ++c) ASSERT_THAT(later.AddMissing(), IsOk());
  ASSERT_THAT(later.EndRow(), IsOk());
  EXPECT_EQ(ErrorField(later.AddText("many")), "rows[4097].values[0]");
}

}  // namespace
}  // namespace counterweight
