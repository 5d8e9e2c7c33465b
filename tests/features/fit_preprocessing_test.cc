#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/features/preprocessing.h"
#include "tests/features/table_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr ScalingKind kAllScalings[] = {ScalingKind::kStandard, ScalingKind::kRobust,
                                        ScalingKind::kQuantile};

std::string Bytes(const Preprocessing& preprocessing) {
  ByteWriter writer;
  preprocessing.Encode(writer);
  return writer.Take();
}

TEST(FitPreprocessingTest, KeepsWhatVariesAndNamesWhatDoesNot) {
  const Table table = TableBuilder()
                          .Numeric("constant", {5, 5, 5, 5})
                          .Numeric("age", {20, 30, 40, 50})
                          .Numeric("empty", {kMissing, kMissing, kMissing, kMissing})
                          .Boolean("member", {0, 1, 1, 0})
                          .Boolean("always", {1, 1, 1, 1})
                          .Categorical("state", {"CA", "NY"}, {0, 1, 0, 0})
                          .Categorical("planet", {"Earth"}, {0, 0, 0, 0})
                          .Categorical("unseen", {"x"}, std::vector<uint32_t>(4, kMissingCode))
                          .Build();
  ASSERT_OK_AND_ASSIGN(const Preprocessing fitted,
                       FitPreprocessing(table, AllRows(table), ScalingKind::kStandard));
  EXPECT_THAT(fitted.dropped, ElementsAre("constant", "empty", "always", "planet", "unseen"));
  EXPECT_THAT(fitted.ColumnNames(), ElementsAre("age", "member", "state = CA", "state = NY"));
  EXPECT_EQ(fitted.width(), 4);
  EXPECT_EQ(fitted.numeric[0].source, 1);
  EXPECT_EQ(fitted.numeric[0].distinct_count, 4);
  EXPECT_EQ(fitted.numeric[1].distinct_count, 2);
  EXPECT_THAT(fitted.Validate(), IsOk());
}

TEST(FitPreprocessingTest, MissingTrainingRowsGetIndicators) {
  const Table table = TableBuilder()
                          .Numeric("age", {20, kMissing, 40, 50})
                          .Numeric("pay", {1, 2, 3, std::numeric_limits<double>::infinity()})
                          .Numeric("size", {1, 2, 3, 4})
                          .Categorical("state", {"CA"}, {0, kMissingCode, 0, 0})
                          .Build();
  ASSERT_OK_AND_ASSIGN(const Preprocessing fitted,
                       FitPreprocessing(table, AllRows(table), ScalingKind::kStandard));
  EXPECT_THAT(fitted.ColumnNames(),
              ElementsAre("age", "pay", "size", "age is missing", "pay is missing", "state = CA",
                          "state is missing"));
  EXPECT_EQ(fitted.numeric[0].median, 40);
  EXPECT_EQ(fitted.numeric[1].median, 2);
}

TEST(FitPreprocessingTest, LevelsAreTheThirtyMostFrequent) {
  std::vector<std::string> categories;
  std::vector<uint32_t> codes;
  for (uint32_t code = 0; code < 40; ++code) {
    categories.push_back("c" + std::to_string(code));
    // Later categories are more frequent; pairs are equally frequent.
    codes.insert(codes.end(), 1 + code / 2, code);
  }
  const Table table = TableBuilder().Categorical("code", categories, codes).Build();
  ASSERT_OK_AND_ASSIGN(const Preprocessing fitted,
                       FitPreprocessing(table, AllRows(table), ScalingKind::kStandard));
  const std::vector<uint32_t>& levels = fitted.categorical[0].levels;
  ASSERT_EQ(levels.size(), 30u);
  EXPECT_EQ(levels[0], 38u);  // as frequent as 39: the lower code first
  EXPECT_EQ(levels[1], 39u);
  EXPECT_EQ(levels[29], 11u);
}

TEST(FitPreprocessingTest, LooksAtTrainingRowsOnly) {
  for (const ScalingKind scaling : kAllScalings) {
    for (uint64_t seed = 0; seed < 10; ++seed) {
      Table table = RandomTable(seed, 60);
      std::vector<int64_t> training;
      for (int64_t row = 0; row < 60; row += 2) training.push_back(row);
      ASSERT_OK_AND_ASSIGN(const Preprocessing fitted, FitPreprocessing(table, training, scaling));
      for (int64_t row = 1; row < 60; row += 2) {
        table.columns[0].numbers[row] = 1e9;
        table.columns[1].numbers[row] = kMissing;
        table.columns[2].numbers[row] = kMissing;
        table.columns[3].codes[row] = 3;
      }
      ASSERT_OK_AND_ASSIGN(const Preprocessing again, FitPreprocessing(table, training, scaling));
      EXPECT_EQ(Bytes(again), Bytes(fitted)) << "seed " << seed;
    }
  }
}

TEST(FitPreprocessingTest, RowOrderDoesNotMatter) {
  for (const ScalingKind scaling : kAllScalings) {
    const Table table = RandomTable(3, 50);
    std::vector<int64_t> rows = AllRows(table);
    ASSERT_OK_AND_ASSIGN(const Preprocessing fitted, FitPreprocessing(table, rows, scaling));
    rows = RandomStream(1, "order").Permutation(50);
    ASSERT_OK_AND_ASSIGN(const Preprocessing again, FitPreprocessing(table, rows, scaling));
    EXPECT_EQ(Bytes(again), Bytes(fitted));
  }
}

TEST(FitPreprocessingTest, AColumnThatVariesOnlyOutsideTrainingIsDropped) {
  const Table table = TableBuilder().Numeric("a", {1, 1, 1, 7}).Numeric("b", {1, 2, 3, 4}).Build();
  ASSERT_OK_AND_ASSIGN(const Preprocessing fitted,
                       FitPreprocessing(table, {0, 1, 2}, ScalingKind::kStandard));
  EXPECT_THAT(fitted.dropped, ElementsAre("a"));
}

TEST(FitPreprocessingTest, NothingLeftIsAnError) {
  const Table table = TableBuilder().Numeric("a", {1, 1}).Numeric("b", {2, 2}).Build();
  EXPECT_THAT(FitPreprocessing(table, AllRows(table), ScalingKind::kStandard),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("each of the 2 columns")));
  EXPECT_THAT(FitPreprocessing(table, {}, ScalingKind::kStandard),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no training rows")));
}

TEST(FitPreprocessingTest, OneVaryingColumnIsEnough) {
  const Table table = TableBuilder().Boolean("b", {0, 1}).Build();
  ASSERT_OK_AND_ASSIGN(const Preprocessing fitted,
                       FitPreprocessing(table, AllRows(table), ScalingKind::kStandard));
  EXPECT_THAT(fitted.dropped, IsEmpty());
  EXPECT_EQ(fitted.width(), 1);
}

}  // namespace
}  // namespace counterweight
