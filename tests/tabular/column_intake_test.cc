#include "src/tabular/column_intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsNan;

class ColumnIntakeTest : public ::testing::Test {
 protected:
  TakenCells Add(ColumnIntake& column, const std::vector<std::string>& cells,
                 int64_t categories_limit = 100) {
    std::string text;
    std::vector<uint32_t> ends = {std::numeric_limits<uint32_t>::max()};
    for (const std::string& cell : cells) {
      text += cell;
      ends.push_back(static_cast<uint32_t>(text.size()));
      text += '\n';
    }
    text.append(CsvRows::kReadableBytes, '9');
    CsvRows rows;
    rows.first_record = 1;
    rows.row_count = cells.size();
    rows.column_count = 1;
    rows.text = text.data();
    rows.ends = ends.data();
    return column.Add(rows, 0, categories_limit, budget_);
  }
  Column EndGroup(ColumnIntake& column) {
    NumberColumns numbers;
    Column cells = column.EndGroup(numbers);
    numbers.Tally();
    column.StartGroup(Column());
    return cells;
  }
  ColumnType Infer(const std::vector<std::string>& cells) {
    ColumnIntake column(std::nullopt);
    EXPECT_THAT(Add(column, cells).status, IsOk());
    return column.type();
  }

  DictionaryBudget budget_{1 << 20};
};

TEST_F(ColumnIntakeTest, InfersTheNarrowestTypeThatFitsEveryCell) {
  EXPECT_EQ(Infer({"1", "-2.5", "1e3"}), ColumnType::kNumeric);
  EXPECT_EQ(Infer({"0", "1", "0"}), ColumnType::kNumeric);
  EXPECT_EQ(Infer({"1", "", "NA", "inf"}), ColumnType::kNumeric);
  EXPECT_EQ(Infer({"true", "False"}), ColumnType::kBoolean);
  EXPECT_EQ(Infer({"y", "", "n"}), ColumnType::kBoolean);
  EXPECT_EQ(Infer({"a", "b"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"yes", "no", "unsure"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"1", "true"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"inf", "true"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"true", "1"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"1", "2", "n"}), ColumnType::kCategorical);
}

TEST_F(ColumnIntakeTest, AColumnWithoutAnyValueIsNumeric) {
  EXPECT_EQ(Infer({}), ColumnType::kNumeric);
  EXPECT_EQ(Infer({"", "NA", "?"}), ColumnType::kNumeric);
}

TEST_F(ColumnIntakeTest, EncodesNumbersWithMissingAndInfiniteCells) {
  ColumnIntake column(std::nullopt);
  EXPECT_THAT(Add(column, {"1", "", "-inf", " 2 ", "1e400", "12345678901234567890"}).status,
              IsOk());
  EXPECT_THAT(EndGroup(column).numbers,
              ElementsAre(1, IsNan(), IsNan(), 2, IsNan(), 12345678901234567890.0));
  EXPECT_EQ(column.Statistics().missing_count, 3);
  EXPECT_EQ(column.Statistics().infinite_count, 2);
}

TEST_F(ColumnIntakeTest, TextFromTheStartNeedsNoSecondReading) {
  ColumnIntake column(std::nullopt);
  EXPECT_THAT(Add(column, {"", "b", "1", "a"}).status, IsOk());
  EXPECT_FALSE(column.needs_second_reading());
  EXPECT_THAT(EndGroup(column).codes, ElementsAre(kMissingCode, 0, 1, 2));
  EXPECT_THAT(column.Schema("c").categories, ElementsAre("b", "1", "a"));
  EXPECT_THAT(column.Statistics().category_counts, ElementsAre(1, 1, 1));
}

TEST_F(ColumnIntakeTest, TextAfterNumbersNeedsASecondReading) {
  ColumnIntake column(std::nullopt);
  EXPECT_THAT(Add(column, {"3", "1"}).status, IsOk());
  EXPECT_FALSE(column.needs_second_reading());
  EXPECT_THAT(Add(column, {"", "x", "3"}).status, IsOk());
  EXPECT_TRUE(column.needs_second_reading());
}

TEST_F(ColumnIntakeTest, BooleansAreNumbersOnceTheirGroupEnds) {
  ColumnIntake column(std::nullopt);
  EXPECT_THAT(Add(column, {"yes", "", "No", "T"}).status, IsOk());
  EXPECT_THAT(EndGroup(column).numbers, ElementsAre(1, IsNan(), 0, 1));
  EXPECT_THAT(Add(column, {"f"}).status, IsOk());
  EXPECT_THAT(EndGroup(column).numbers, ElementsAre(0));
  EXPECT_FALSE(column.needs_second_reading());
  EXPECT_EQ(column.Statistics().mean, 0.5);
}

TEST_F(ColumnIntakeTest, ATypeThatChangesAfterAGroupNeedsASecondReading) {
  for (const char* first : {"yes", ""}) {
    ColumnIntake column(std::nullopt);
    EXPECT_THAT(Add(column, {first}).status, IsOk());
    EndGroup(column);
    EXPECT_THAT(Add(column, {"word"}).status, IsOk());
    EXPECT_TRUE(column.needs_second_reading()) << first;
  }
  ColumnIntake boolean(std::nullopt);
  EXPECT_THAT(Add(boolean, {""}).status, IsOk());
  EndGroup(boolean);
  EXPECT_THAT(Add(boolean, {"yes"}).status, IsOk());
  EXPECT_FALSE(boolean.needs_second_reading());
}

TEST_F(ColumnIntakeTest, NumbersAreNeverKeptAsText) {
  ColumnIntake column(std::nullopt);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_THAT(Add(column, {std::to_string(i)}, 1).status, IsOk());
  }
  EXPECT_EQ(column.type(), ColumnType::kNumeric);
}

TEST_F(ColumnIntakeTest, ADeclaredTypeHolds) {
  ColumnIntake categorical(ColumnType::kCategorical);
  EXPECT_THAT(Add(categorical, {"2", "1", "2"}).status, IsOk());
  EXPECT_EQ(categorical.type(), ColumnType::kCategorical);
  EXPECT_THAT(categorical.Schema("c").categories, ElementsAre("2", "1"));

  ColumnIntake boolean(ColumnType::kBoolean);
  EXPECT_THAT(Add(boolean, {"0", "1", "", "true", "1.0"}).status, IsOk());
  EXPECT_EQ(boolean.type(), ColumnType::kBoolean);
  EXPECT_THAT(EndGroup(boolean).numbers, ElementsAre(0, 1, IsNan(), 1, 1));
}

TEST_F(ColumnIntakeTest, ACellThatDoesNotFitTheDeclaredTypeIsNamed) {
  ColumnIntake numeric(ColumnType::kNumeric);
  const TakenCells numbers = Add(numeric, {"1", "abc", "def"});
  EXPECT_EQ(numbers.count, 1u);
  EXPECT_THAT(numbers.status,
              StatusIs(absl::StatusCode::kInvalidArgument, "\"abc\" is not a number"));
  ColumnIntake boolean(ColumnType::kBoolean);
  const TakenCells booleans = Add(boolean, {"1", "0", "2"});
  EXPECT_EQ(booleans.count, 2u);
  EXPECT_THAT(booleans.status,
              StatusIs(absl::StatusCode::kInvalidArgument, "\"2\" is not a boolean"));
}

TEST_F(ColumnIntakeTest, StopsAtTheCellThatIsOneCategoryTooMany) {
  ColumnIntake column(std::nullopt);
  const TakenCells taken = Add(column, {"a", "b", "a", "c", "d"}, 2);
  EXPECT_EQ(taken.count, 3u);
  EXPECT_THAT(taken.status, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("than 2")));
}

}  // namespace
}  // namespace counterweight
