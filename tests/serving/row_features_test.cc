#include "src/serving/row_features.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/testing/artifact_builder.h"

namespace counterweight {
namespace {

// Every kind of column, with missing values, unknown categories and values that are clipped.
TEST(RowFeaturesTest, AgreeWithTransformToTheBit) {
  Preprocessing preprocessing = BuildPreprocessing();
  preprocessing.numeric[1].scaling = ScalingKind::kQuantile;
  preprocessing.numeric[1].knots = {200, 700, 900, 900, 1400, 2500};
  RandomStream stream(1, "row features");
  const Table table = BuildRows(200, {-100, 100, 6, -6}, stream);
  std::vector<int64_t> rows(table.row_count);
  std::iota(rows.begin(), rows.end(), 0);
  const Matrix expected = Transform(preprocessing, table, rows);
  const RowFeatures features(preprocessing);
  ASSERT_EQ(features.width(), expected.columns);
  for (const int64_t r : rows) {
    const double cells[] = {table.columns[0].numbers[r], table.columns[1].numbers[r],
                            static_cast<double>(table.columns[2].codes[r]),
                            table.columns[3].numbers[r]};
    std::vector<float> found(features.width(), -7.0f);
    features.Apply(cells, found.data());
    EXPECT_EQ(found, std::vector<float>(expected.row(r), expected.row(r) + expected.columns));
  }
}

}  // namespace
}  // namespace counterweight
