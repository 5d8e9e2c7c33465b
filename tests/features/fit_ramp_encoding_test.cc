#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "src/base/random_stream.h"
#include "src/features/ramp_encoding.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::IsEmpty;

// A fitted preprocessing of numeric columns with the given distinct counts.
Preprocessing NumericColumns(const std::vector<int64_t>& distinct_counts) {
  Preprocessing preprocessing;
  for (size_t i = 0; i < distinct_counts.size(); ++i) {
    preprocessing.schema.push_back({"x", ColumnType::kNumeric, {}});
    NumericFeature feature;
    feature.source = static_cast<int32_t>(i);
    feature.distinct_count = distinct_counts[i];
    preprocessing.numeric.push_back(feature);
  }
  return preprocessing;
}

Matrix OneColumn(std::vector<float> values) {
  return {static_cast<int64_t>(values.size()), 1, std::move(values)};
}

Matrix RandomMatrix(int64_t rows, int64_t columns, uint64_t seed) {
  RandomStream stream(seed, "matrix");
  Matrix matrix = {rows, columns, std::vector<float>(rows * columns)};
  for (float& value : matrix.values) value = static_cast<float>(stream.Normal());
  return matrix;
}

TEST(FitRampEncodingTest, QuantileEdgesAreEquallySpacedInRank) {
  const RampEncoding encoding = FitRampEncoding(OneColumn({4, 0, 1, 3, 2}), {0, 0, 0, 0, 1}, 2,
                                                NumericColumns({5}), 4, RampEdgesKind::kQuantile);
  EXPECT_THAT(encoding.columns, Each(0));
  EXPECT_THAT(encoding.lows, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(encoding.inverse_widths, Each(1.0f));
  EXPECT_EQ(encoding.width(), 5);
}

TEST(FitRampEncodingTest, HalfOfTheEdgesLieWhereTheMinorityIs) {
  // All rows: quantiles 0, 5, 10. Minority rows 7, 8, 9: mid-quantiles at 1/4 and 3/4.
  const std::vector<float> values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  std::vector<uint32_t> labels(11, 0);
  labels[7] = labels[8] = labels[9] = 1;
  const RampEncoding encoding = FitRampEncoding(OneColumn(values), labels, 2, NumericColumns({11}),
                                                4, RampEdgesKind::kMinorityQuantile);
  EXPECT_THAT(encoding.lows, ElementsAre(0, 5, 7.5f, 8.5f));
  EXPECT_THAT(encoding.inverse_widths,
              ElementsAre(FloatEq(0.2f), FloatEq(0.4f), FloatEq(1), FloatEq(1 / 1.5f)));
}

TEST(FitRampEncodingTest, TheMinorityIsTheSmallerClassWhicheverItsIndex) {
  const std::vector<float> values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  std::vector<uint32_t> labels(11, 1);
  labels[7] = labels[8] = labels[9] = 0;
  const RampEncoding encoding = FitRampEncoding(OneColumn(values), labels, 2, NumericColumns({11}),
                                                4, RampEdgesKind::kMinorityQuantile);
  EXPECT_THAT(encoding.lows, ElementsAre(0, 5, 7.5f, 8.5f));
}

TEST(FitRampEncodingTest, TreeEdgesLieWhereTheTreeCuts) {
  // Minority rows between 10 and 17: cut before and after them.
  std::vector<float> values;
  std::vector<uint32_t> labels;
  for (int i = 0; i < 40; ++i) {
    values.push_back(static_cast<float>(i));
    labels.push_back(i >= 10 && i < 18 ? 1 : 0);
  }
  const RampEncoding encoding =
      FitRampEncoding(OneColumn(values), labels, 2, NumericColumns({40}), 16, RampEdgesKind::kTree);
  EXPECT_THAT(encoding.lows, ElementsAre(0, 9.5f, 17.5f));
  EXPECT_THAT(encoding.inverse_widths,
              ElementsAre(FloatEq(1 / 9.5f), FloatEq(1 / 8.0f), FloatEq(1 / 21.5f)));
}

TEST(FitRampEncodingTest, ATreeOfTooFewRowsLeavesTheMinimumAndTheMaximum) {
  const RampEncoding encoding =
      FitRampEncoding(OneColumn({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16}),
                      {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1}, 2, NumericColumns({15}), 16,
                      RampEdgesKind::kTree);
  EXPECT_THAT(encoding.lows, ElementsAre(0));
  EXPECT_THAT(encoding.inverse_widths, ElementsAre(FloatEq(1.0f / 16)));
}

TEST(FitRampEncodingTest, TreesHaveAtMostSixteenLeavesAndStayWithinTheBudget) {
  const Matrix matrix = RandomMatrix(2000, 32, 4);
  RandomStream stream(4, "labels");
  std::vector<uint32_t> labels(2000);
  for (uint32_t& label : labels) label = static_cast<uint32_t>(stream.Below(2));
  const auto fit = [&](int64_t columns) {
    return FitRampEncoding(matrix, labels, 2, NumericColumns(std::vector<int64_t>(columns, 2000)),
                           64, RampEdgesKind::kTree);
  };
  EXPECT_EQ(fit(1).ramp_count(), 16);
  EXPECT_EQ(fit(32).ramp_count(), 32 * 8);
}

TEST(FitRampEncodingTest, SeveralClassesShareTheEdgesRarestFirst) {
  // Edges of all rows: 0, 8, 16. Two more: class 2 (one row, 3) and class 1 (two rows, mid 11).
  std::vector<float> values;
  for (int i = 0; i <= 16; ++i) values.push_back(static_cast<float>(i));
  std::vector<uint32_t> labels(17, 0);
  labels[3] = 2;
  labels[10] = labels[12] = 1;
  const RampEncoding encoding = FitRampEncoding(OneColumn(values), labels, 4, NumericColumns({17}),
                                                4, RampEdgesKind::kMinorityQuantile);
  EXPECT_THAT(encoding.lows, ElementsAre(0, 3, 8, 11));
  // With three edges the rarest class has two.
  const RampEncoding five = FitRampEncoding(OneColumn(values), labels, 4, NumericColumns({17}), 5,
                                            RampEdgesKind::kMinorityQuantile);
  EXPECT_EQ(five.ramp_count(), 4);  // both mid-quantiles of class 2 are its one row
}

TEST(FitRampEncodingTest, MoreClassesThanEdgesStayWithinTheBudget) {
  const Matrix matrix = RandomMatrix(400, 1, 1);
  std::vector<uint32_t> labels(400, 0);
  for (uint32_t i = 0; i < 200; ++i) labels[i] = 1 + i % 100;
  const RampEncoding encoding = FitRampEncoding(matrix, labels, 101, NumericColumns({400}), 8,
                                                RampEdgesKind::kMinorityQuantile);
  EXPECT_LE(encoding.ramp_count(), 8);
  EXPECT_GT(encoding.ramp_count(), 4);
}

TEST(FitRampEncodingTest, DuplicatesAndNarrowGapsVanish) {
  const RampEncoding encoding =
      FitRampEncoding(OneColumn({0, 0, 0, 0, 5e-7f, 1, 1, 1, 1}), {0, 0, 0, 0, 0, 0, 0, 0, 1}, 2,
                      NumericColumns({3}), 8, RampEdgesKind::kQuantile);
  EXPECT_THAT(encoding.lows, ElementsAre(0));
  EXPECT_THAT(encoding.inverse_widths, ElementsAre(1));
}

TEST(FitRampEncodingTest, ColumnsOfTwoValuesGetNone) {
  const Matrix matrix = RandomMatrix(50, 3, 2);
  const RampEncoding encoding =
      FitRampEncoding(matrix, std::vector<uint32_t>(50, 0), 2, NumericColumns({50, 2, 50}), 8,
                      RampEdgesKind::kQuantile);
  EXPECT_EQ(encoding.ramp_count(), 16);
  EXPECT_EQ(std::count(encoding.columns.begin(), encoding.columns.end(), 1), 0);
  EXPECT_EQ(encoding.input_width, 3);
}

// Ramps per column when `columns` columns ask for `ramps` each.
int64_t RampsPerColumn(int columns, int ramps) {
  const Matrix matrix = RandomMatrix(200, columns, 3);
  const RampEncoding encoding = FitRampEncoding(matrix, std::vector<uint32_t>(200, 0), 2,
                                                NumericColumns(std::vector<int64_t>(columns, 200)),
                                                ramps, RampEdgesKind::kQuantile);
  EXPECT_EQ(encoding.ramp_count() % columns, 0);
  return encoding.ramp_count() / columns;
}

TEST(FitRampEncodingTest, ManyColumnsLowerTheRampsOfEach) {
  EXPECT_EQ(RampsPerColumn(4, 64), 64);
  EXPECT_EQ(RampsPerColumn(16, 16), 16);
  EXPECT_EQ(RampsPerColumn(17, 16), 15);
  EXPECT_EQ(RampsPerColumn(64, 16), 4);
  EXPECT_EQ(RampsPerColumn(65, 16), 0);
  EXPECT_EQ(RampsPerColumn(1, 4), 4);
  EXPECT_EQ(RampsPerColumn(1, 3), 0);
  EXPECT_EQ(RampsPerColumn(1, 0), 0);
}

TEST(FitRampEncodingTest, NoColumnsGiveNoRamps) {
  const RampEncoding encoding = FitRampEncoding({3, 2, std::vector<float>(6)}, {0, 0, 1}, 2,
                                                Preprocessing(), 16, RampEdgesKind::kQuantile);
  EXPECT_THAT(encoding.columns, IsEmpty());
  EXPECT_EQ(encoding.width(), 2);
}

TEST(FitRampEncodingTest, RampsOfAColumnFollowEachOtherAndCoverTheRows) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    RandomStream stream(seed, "labels");
    const Matrix matrix = RandomMatrix(120, 2, seed);
    std::vector<uint32_t> labels(120);
    for (uint32_t& label : labels) label = stream.Below(10) == 0 ? 1 : 0;
    for (const RampEdgesKind kind :
         {RampEdgesKind::kQuantile, RampEdgesKind::kMinorityQuantile, RampEdgesKind::kTree}) {
      const RampEncoding encoding =
          FitRampEncoding(matrix, labels, 2, NumericColumns({120, 120}), 16, kind);
      EXPECT_THAT(encoding.Validate(), IsOk());
      EXPECT_LE(encoding.ramp_count(), 32);
      for (int64_t t = 1; t < encoding.ramp_count(); ++t) {
        if (encoding.columns[t] != encoding.columns[t - 1]) continue;
        const float previous_end = encoding.lows[t - 1] + 1 / encoding.inverse_widths[t - 1];
        EXPECT_NEAR(encoding.lows[t], previous_end, 1e-4) << "seed " << seed;
      }
      float lowest = matrix.values[0];
      for (int64_t row = 0; row < 120; ++row) lowest = std::min(lowest, matrix.row(row)[0]);
      EXPECT_EQ(encoding.lows[0], lowest);
    }
  }
}

}  // namespace
}  // namespace counterweight
