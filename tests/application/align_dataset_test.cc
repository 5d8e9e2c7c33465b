#include "src/application/align_dataset.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/testing/small_artifact.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

LabelledTable SmallTable() {
  LabelledTable dataset;
  dataset.table.schema = {{"state", ColumnType::kCategorical, {"NY", "TX", "CA"}},
                          {"amount", ColumnType::kNumeric, {}}};
  dataset.table.columns.resize(2);
  dataset.table.columns[0].codes = {0, 1, 2, kMissingCode};
  dataset.table.columns[1].numbers = {1, 2, 3, 4};
  dataset.table.row_count = 4;
  dataset.labels = {1, 0, 1, 0};
  dataset.description.classes = {"1", "0"};
  dataset.description.statistics.resize(2);
  return dataset;
}

TEST(AlignDatasetTest, ColumnsCodesAndLabelsAreTheModels) {
  const Predictor predictor(SmallArtifact());
  ASSERT_OK_AND_ASSIGN(const AlignedDataset aligned, AlignDataset(SmallTable(), predictor));
  EXPECT_THAT(aligned.table.columns[0].numbers, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(aligned.table.columns[1].codes, ElementsAre(1, kUnknownCode, 0, kMissingCode));
  EXPECT_THAT(aligned.labels, ElementsAre(0, 1, 0, 1));
}

TEST(AlignDatasetTest, AColumnWithoutAnyValueFitsAnyType) {
  LabelledTable dataset = SmallTable();
  dataset.table.schema[0] = {"state", ColumnType::kNumeric, {}};
  dataset.table.columns[0].codes.clear();
  dataset.table.columns[0].numbers.assign(4, std::nan(""));
  dataset.description.statistics[0].missing_count = 4;
  const Predictor predictor(SmallArtifact());
  ASSERT_OK_AND_ASSIGN(const AlignedDataset aligned, AlignDataset(dataset, predictor));
  EXPECT_THAT(aligned.table.columns[1].codes,
              ElementsAre(kMissingCode, kMissingCode, kMissingCode, kMissingCode));
}

}  // namespace
}  // namespace counterweight
