#include "src/tabular/column_inference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

class ColumnInferenceTest : public ::testing::Test {
 protected:
  absl::Status Observe(ColumnInference& column, const std::vector<const char*>& cells) {
    for (const char* cell : cells) {
      const absl::Status status = column.Observe(cell, 100, budget_);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }
  ColumnType Infer(const std::vector<const char*>& cells) {
    ColumnInference column(std::nullopt);
    EXPECT_THAT(Observe(column, cells), IsOk());
    return column.type();
  }

  DictionaryBudget budget_{1 << 20};
};

TEST_F(ColumnInferenceTest, InfersTheNarrowestTypeThatFitsEveryCell) {
  EXPECT_EQ(Infer({"1", "-2.5", "1e3"}), ColumnType::kNumeric);
  EXPECT_EQ(Infer({"0", "1", "0"}), ColumnType::kNumeric);
  EXPECT_EQ(Infer({"1", "", "NA", "inf"}), ColumnType::kNumeric);
  EXPECT_EQ(Infer({"true", "False"}), ColumnType::kBoolean);
  EXPECT_EQ(Infer({"y", "", "n"}), ColumnType::kBoolean);
  EXPECT_EQ(Infer({"a", "b"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"yes", "no", "unsure"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"1", "true"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"true", "1"}), ColumnType::kCategorical);
  EXPECT_EQ(Infer({"1", "2", "n"}), ColumnType::kCategorical);
}

TEST_F(ColumnInferenceTest, AColumnWithoutAnyValueIsNumeric) {
  EXPECT_EQ(Infer({}), ColumnType::kNumeric);
  EXPECT_EQ(Infer({"", "NA", "?"}), ColumnType::kNumeric);
}

TEST_F(ColumnInferenceTest, TextFromTheStartNeedsNoRecount) {
  ColumnInference column(std::nullopt);
  EXPECT_THAT(Observe(column, {"", "b", "1", "a"}), IsOk());
  EXPECT_FALSE(column.needs_recount());
  EXPECT_THAT(column.dictionary().Categories(), ElementsAre("b", "1", "a"));
}

TEST_F(ColumnInferenceTest, TextAfterNumbersIsRecountedFromTheFirstCell) {
  ColumnInference column(std::nullopt);
  const std::vector<const char*> cells = {"3", "1", "", "x", "3"};
  EXPECT_THAT(Observe(column, cells), IsOk());
  ASSERT_TRUE(column.needs_recount());
  column.StartRecount(budget_);
  for (const char* cell : cells) EXPECT_THAT(column.Recount(cell, 100, budget_), IsOk());
  EXPECT_THAT(column.dictionary().Categories(), ElementsAre("3", "1", "x"));
}

TEST_F(ColumnInferenceTest, NumbersAreNeverKeptAsText) {
  ColumnInference column(std::nullopt);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_THAT(column.Observe(std::to_string(i), 100, budget_), IsOk());
  }
  EXPECT_THAT(column.dictionary().Categories(), ElementsAre());
}

TEST_F(ColumnInferenceTest, ADeclaredTypeHolds) {
  ColumnInference categorical(ColumnType::kCategorical);
  EXPECT_THAT(Observe(categorical, {"2", "1", "2"}), IsOk());
  EXPECT_EQ(categorical.type(), ColumnType::kCategorical);
  EXPECT_FALSE(categorical.needs_recount());
  EXPECT_THAT(categorical.dictionary().Categories(), ElementsAre("2", "1"));

  ColumnInference boolean(ColumnType::kBoolean);
  EXPECT_THAT(Observe(boolean, {"0", "1", "", "true"}), IsOk());
  EXPECT_EQ(boolean.type(), ColumnType::kBoolean);
}

TEST_F(ColumnInferenceTest, ACellThatDoesNotFitTheDeclaredTypeIsNamed) {
  ColumnInference numeric(ColumnType::kNumeric);
  EXPECT_THAT(Observe(numeric, {"1", "abc"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "\"abc\" is not a number"));
  ColumnInference boolean(ColumnType::kBoolean);
  EXPECT_THAT(Observe(boolean, {"1", "2"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "\"2\" is not a boolean"));
}

}  // namespace
}  // namespace counterweight
