#include "src/pipeline/synthetic_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/testing/dataset_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

class SyntheticTableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dataset_ = ClusterDataset({80, 12}, 1);
    for (int64_t row = 5; row < 92; ++row) rows_.push_back(row);
    ASSERT_OK_AND_ASSIGN(preprocessing_,
                         FitPreprocessing(dataset_.table, rows_, ScalingKind::kStandard));
    const Matrix matrix = Transform(preprocessing_, dataset_.table, rows_);
    std::vector<uint32_t> labels;
    for (const int64_t row : rows_) labels.push_back(dataset_.labels[row]);
    set_ = MakeSyntheticSet(matrix, labels, 2, std::vector<int>(rows_.size(), 0), 2,
                            SyntheticSetOptions{64, 3, 1.0}, RandomStream(2, "synthetic"));
    table_ = SyntheticTable(set_, preprocessing_, dataset_.table, rows_);
  }

  LabelledTable dataset_;
  std::vector<int64_t> rows_;
  Preprocessing preprocessing_;
  SyntheticSet set_;
  Table table_;
};

TEST_F(SyntheticTableTest, NumbersLieBetweenTheParentsInTheirOwnUnits) {
  ASSERT_EQ(table_.row_count, 64);
  const std::vector<double>& x = dataset_.table.columns[0].numbers;
  for (int64_t j = 0; j < table_.row_count; ++j) {
    const double a = x[rows_[set_.parents[j]]], b = x[rows_[set_.neighbours[j]]];
    const double expected = a + set_.lambdas[j] * (b - a);
    EXPECT_NEAR(table_.columns[0].numbers[j], expected, 1e-3);
  }
}

TEST_F(SyntheticTableTest, CategoriesAndMissingValuesComeFromTheNearerParent) {
  for (int64_t j = 0; j < table_.row_count; ++j) {
    const int64_t nearer = rows_[set_.lambdas[j] <= 0.5f ? set_.parents[j] : set_.neighbours[j]];
    EXPECT_EQ(table_.columns[2].codes[j], dataset_.table.columns[2].codes[nearer]);
    EXPECT_EQ(std::isnan(table_.columns[3].numbers[j]),
              std::isnan(dataset_.table.columns[3].numbers[nearer]));
  }
}

}  // namespace
}  // namespace counterweight
