#include "src/features/preprocessing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/features/table_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

Preprocessing Fit(const Table& table) {
  absl::StatusOr<Preprocessing> fitted =
      FitPreprocessing(table, AllRows(table), ScalingKind::kStandard);
  EXPECT_THAT(fitted, IsOk());
  return *std::move(fitted);
}

std::vector<float> Row(const Matrix& matrix, int64_t row) {
  return {matrix.row(row), matrix.row(row) + matrix.columns};
}

TEST(TransformTest, WritesNumbersIndicatorsAndLevels) {
  // Numbers -1 and 1 with the median imputed: mean 0, variance 2/3.
  const Table table = TableBuilder()
                          .Numeric("x", {-1, kMissing, 1})
                          .Boolean("b", {0, 1, 1})
                          .Categorical("s", {"p", "q"}, {1, 0, kMissingCode})
                          .Build();
  const Matrix matrix = Transform(Fit(table), table, AllRows(table));
  ASSERT_EQ(matrix.rows, 3);
  ASSERT_EQ(matrix.columns, 6);
  const float x = std::sqrt(1.5f), low = -std::sqrt(2.0f), high = std::sqrt(0.5f);
  // Columns: x, b, x is missing, s = p, s = q, s is missing.
  EXPECT_THAT(Row(matrix, 0), ElementsAre(-x, low, 0, 0, 1, 0));
  EXPECT_THAT(Row(matrix, 1), ElementsAre(0, high, 1, 1, 0, 0));
  EXPECT_THAT(Row(matrix, 2), ElementsAre(x, high, 0, 0, 0, 1));
}

TEST(ColumnGroupsTest, LevelsShareAGroupAndAnIndicatorHasItsOwn) {
  const Table table = TableBuilder()
                          .Numeric("x", {-1, kMissing, 1})
                          .Boolean("b", {0, 1, 1})
                          .Categorical("s", {"p", "q"}, {1, 0, kMissingCode})
                          .Categorical("t", {"u", "v"}, {1, 0, 0})
                          .Build();
  const Preprocessing fitted = Fit(table);
  // Columns: x, b, x is missing, s = p, s = q, s is missing, t = u, t = v.
  EXPECT_THAT(fitted.ColumnGroups(), ElementsAre(-1, -1, 0, 1, 1, 1, 2, 2));
  EXPECT_THAT(Fit(TableBuilder().Numeric("x", {-1, 1}).Build()).ColumnGroups(), ElementsAre(-1));
}

TEST(TransformTest, TakesTheRowsAsked) {
  const Table table = TableBuilder().Numeric("x", {-1, 1, -1, 1}).Build();
  const Matrix matrix = Transform(Fit(table), table, {3, 0, 3});
  EXPECT_THAT(matrix.values, ElementsAre(1, -1, 1));
  EXPECT_EQ(Transform(Fit(table), table, {}).rows, 0);
}

TEST(TransformTest, UnknownAndRareLevelsAreAllZeros) {
  std::vector<std::string> categories;
  std::vector<uint32_t> codes;
  for (uint32_t code = 0; code < 31; ++code) {
    categories.push_back("c" + std::to_string(code));
    codes.insert(codes.end(), 31 - code, code);
  }
  const Table training = TableBuilder().Categorical("s", categories, codes).Build();
  const Preprocessing fitted = Fit(training);
  const Table rows =
      TableBuilder().Categorical("s", categories, {kUnknownCode, 30, kMissingCode, 2}).Build();
  const Matrix matrix = Transform(fitted, rows, AllRows(rows));
  const std::vector<float> zeros(30, 0.0f);
  EXPECT_EQ(Row(matrix, 0), zeros);
  EXPECT_EQ(Row(matrix, 1), zeros);
  // No training row was missing, so there is no column to say it.
  EXPECT_EQ(Row(matrix, 2), zeros);
  EXPECT_EQ(Row(matrix, 3)[2], 1);
}

TEST(TransformTest, EveryValueIsFiniteAndBounded) {
  for (const ScalingKind scaling :
       {ScalingKind::kStandard, ScalingKind::kRobust, ScalingKind::kQuantile}) {
    for (uint64_t seed = 0; seed < 20; ++seed) {
      const Table table = RandomTable(seed, 40);
      ASSERT_OK_AND_ASSIGN(const Preprocessing fitted,
                           FitPreprocessing(table, AllRows(table), scaling));
      Table wild = RandomTable(seed + 1000, 40);
      wild.columns[0].numbers[0] = std::numeric_limits<double>::max();
      wild.columns[0].numbers[1] = -std::numeric_limits<double>::infinity();
      wild.columns[2].numbers[2] = kMissing;
      wild.columns[3].codes[3] = kUnknownCode;
      for (const float value : Transform(fitted, wild, AllRows(wild)).values) {
        EXPECT_LE(std::abs(value), 6) << "seed " << seed;  // false for NaN too
      }
    }
  }
}

TEST(TransformTest, TrainingRowsHaveMeanZeroAndVarianceOne) {
  const Table table = RandomTable(5, 500);
  const Matrix matrix = Transform(Fit(table), table, AllRows(table));
  for (int64_t column = 0; column < 3; ++column) {
    double sum = 0, squares = 0;
    for (int64_t row = 0; row < matrix.rows; ++row) {
      const double value = matrix.row(row)[column];
      sum += value;
      squares += value * value;
    }
    EXPECT_NEAR(sum / 500, 0, 1e-6);
    EXPECT_NEAR(squares / 500, 1, 1e-5);
  }
}

}  // namespace
}  // namespace counterweight
