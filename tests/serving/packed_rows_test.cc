#include "src/serving/packed_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

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

// "age", "income" (numeric) and "member" (boolean).
Artifact WithoutCategories() {
  Artifact artifact = BuildArtifact();
  artifact.preprocessing.schema[2].type = ColumnType::kNumeric;
  artifact.preprocessing.schema[2].name = "height";
  return artifact;
}

template <typename Float>
absl::string_view BytesOf(const std::vector<Float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Float)};
}

class PackedRowsTest : public ::testing::Test {
 protected:
  static RowColumns Columns(const Predictor& predictor,
                            const std::vector<std::string>& columns = {},
                            bool ignore_extra = false) {
    std::vector<const std::string*> names;
    for (const std::string& column : columns) names.push_back(&column);
    absl::StatusOr<RowColumns> created = RowColumns::Create(predictor, names, ignore_extra);
    EXPECT_THAT(created, IsOk());
    return *std::move(created);
  }

  const Predictor predictor_{WithoutCategories()};
};

TEST_F(PackedRowsTest, NumbersOfBothSizesBecomeCells) {
  const RowColumns columns = Columns(predictor_);
  const std::vector<float> singles = {1.5f, -2, 3, 1, 5, 6, 7, 0};
  const std::vector<double> doubles(singles.begin(), singles.end());
  for (const PackedRows& rows : {PackedRows{NumberSize::kFloat32, 2, BytesOf(singles)},
                                 PackedRows{NumberSize::kFloat64, 2, BytesOf(doubles)}}) {
    ASSERT_THAT(CheckPackedRows(rows, columns), IsOk());
    std::vector<double> cells(8);
    ASSERT_THAT(UnpackRows(rows, columns, 0, 2, cells.data()), IsOk());
    EXPECT_EQ(cells, doubles);
    std::vector<double> second(4);
    ASSERT_THAT(UnpackRows(rows, columns, 1, 1, second.data()), IsOk());
    EXPECT_THAT(second, ElementsAre(5, 6, 7, 0));
  }
}

TEST_F(PackedRowsTest, ColumnsComeInAnyOrderAndSurplusOnesAreLeftOut) {
  const RowColumns columns = Columns(predictor_, {"member", "id", "height", "age", "income"}, true);
  const std::vector<double> values = {1, 99, 3, 4, 5};
  const PackedRows rows{NumberSize::kFloat64, 1, BytesOf(values)};
  ASSERT_THAT(CheckPackedRows(rows, columns), IsOk());
  std::vector<double> cells(4);
  ASSERT_THAT(UnpackRows(rows, columns, 0, 1, cells.data()), IsOk());
  EXPECT_THAT(cells, ElementsAre(4, 5, 3, 1));
}

TEST_F(PackedRowsTest, NaNAndInfinityAreMissing) {
  const RowColumns columns = Columns(predictor_);
  const std::vector<double> values = {kNan, kInfinity, -kInfinity, kNan};
  const PackedRows rows{NumberSize::kFloat64, 1, BytesOf(values)};
  std::vector<double> cells(4);
  ASSERT_THAT(UnpackRows(rows, columns, 0, 1, cells.data()), IsOk());
  EXPECT_THAT(cells, ElementsAre(IsNan(), IsNan(), IsNan(), IsNan()));
}

TEST_F(PackedRowsTest, ABooleanIsZeroOrOne) {
  const RowColumns columns = Columns(predictor_);
  for (const double wrong : {2.0, 0.5, -1.0, kInfinity}) {
    const std::vector<double> values = {1, 2, 3, 1, 5, 6, 7, wrong};
    const PackedRows rows{NumberSize::kFloat64, 2, BytesOf(values)};
    std::vector<double> cells(8);
    const absl::Status status = UnpackRows(rows, columns, 0, 2, cells.data());
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                                 AllOf(HasSubstr("row 1"), HasSubstr("\"member\""))));
    EXPECT_EQ(ErrorField(status), "packed_rows.values");
  }
}

TEST_F(PackedRowsTest, TheBytesMustBeThoseOfTheRows) {
  const RowColumns columns = Columns(predictor_);
  const std::vector<float> values(8);
  for (const int64_t row_count : {int64_t{0}, int64_t{1}, int64_t{3}, int64_t{-2}, int64_t{1} << 60,
                                  (int64_t{1} << 61) + 2}) {
    const absl::Status status =
        CheckPackedRows({NumberSize::kFloat32, row_count, BytesOf(values)}, columns);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("32 bytes")))
        << row_count;
    EXPECT_EQ(ErrorField(status), "packed_rows.values");
  }
  EXPECT_FALSE(CheckPackedRows({NumberSize::kFloat32, 2, BytesOf(values).substr(1)}, columns).ok());
  EXPECT_FALSE(CheckPackedRows({NumberSize::kFloat64, 2, BytesOf(values)}, columns).ok());
}

TEST_F(PackedRowsTest, ACategoricalColumnIsNamed) {
  const Predictor predictor{BuildArtifact()};
  const std::vector<float> values(4);
  const absl::Status status =
      CheckPackedRows({NumberSize::kFloat32, 1, BytesOf(values)}, Columns(predictor));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"city\"")));
  EXPECT_EQ(ErrorField(status), "packed_rows");
}

}  // namespace
}  // namespace counterweight
