#include "bench/bench_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "tests/testing/dataset_builder.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

BinaryTable Clusters() {
  LabelledTable dataset = ClusterDataset({300, 60}, 3);
  return {std::move(dataset.table), std::move(dataset.labels)};
}

TEST(BenchDataTest, TheSmallerOfTwoClassesIsPositive) {
  const TemporaryDirectory directory;
  Write(directory.File("pets.csv"), "size,label\n1,dog\n2,cat\n3,dog\n4,dog\n5,cat\n");
  ASSERT_OK_AND_ASSIGN(const BinaryTable table, ReadBinaryTable(directory.path(), "pets"));
  EXPECT_THAT(table.labels, ElementsAre(0, 1, 0, 0, 1));
  EXPECT_THAT(table.table.columns[0].numbers, ElementsAre(1, 2, 3, 4, 5));
}

TEST(BenchDataTest, ANamedClassStandsAgainstAllOthers) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("three.csv");
  Write(path, "size,label\n1,a\n2,b\n3,c\n4,a\n5,b\n6,c\n7,c\n");
  ASSERT_OK_AND_ASSIGN(const BinaryTable table, ReadBinaryTable("nowhere", path + ":b"));
  EXPECT_THAT(table.labels, ElementsAre(0, 1, 0, 0, 1, 0, 0));
  EXPECT_THAT(ReadBinaryTable("nowhere", path),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3 classes")));
  EXPECT_THAT(ReadBinaryTable("nowhere", path + ":d"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("positive_label")));
}

TEST(BenchDataTest, AFileThatIsMissingIsNotFound) {
  EXPECT_THAT(ReadBinaryTable("/nonexistent", "sick"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nonexistent/sick.csv")));
}

TEST(BenchDataTest, ASampleKeepsTheShareOfTheClasses) {
  const std::vector<uint32_t> labels = ClusterDataset({900, 100}, 3).labels;
  for (const int64_t most : {100, 800}) {  // either side of one half
    const std::vector<int64_t> rows = SampleRows(labels, most);
    EXPECT_EQ(static_cast<int64_t>(rows.size()), most);
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(), [&](int64_t r) { return labels[r] == 1; }),
              most / 10);
    EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
  }
  EXPECT_EQ(SampleRows(labels, 5000).size(), labels.size());
}

TEST(BenchDataTest, SelectedRowsKeepTheirCellsAndLabels) {
  const BinaryTable table = Clusters();
  const BinaryTable selected = SelectRows(table, {7, 20});
  EXPECT_EQ(selected.table.row_count, 2);
  EXPECT_THAT(selected.labels, ElementsAre(table.labels[7], table.labels[20]));
  for (size_t c = 0; c < 3; ++c) {
    const Column& from = table.table.columns[c];
    const Column& to = selected.table.columns[c];
    ASSERT_EQ(to.numbers.empty(), from.numbers.empty());
    if (from.numbers.empty()) {
      EXPECT_THAT(to.codes, ElementsAre(from.codes[7], from.codes[20]));
    } else {
      EXPECT_THAT(to.numbers, ElementsAre(from.numbers[7], from.numbers[20]));
    }
  }
}

TEST(BenchDataTest, ASplitHoldsItsTestRowsOut) {
  const BinaryTable table = Clusters();
  TrainingOptions options;
  options.test_fraction = 0.4;
  ASSERT_OK_AND_ASSIGN(const BenchSplit split, MakeBenchSplit(table, options, 5));
  EXPECT_EQ(split.training_rows.size(), 216u);
  EXPECT_EQ(split.test_labels.size(), 144u);
  EXPECT_EQ(std::count(split.test_labels.begin(), split.test_labels.end(), 1), 24);
  EXPECT_EQ(split.test_features.columns, split.training.features.columns);
  EXPECT_EQ(split.training.fold_count, 5);
  for (size_t i = 0; i < split.training_rows.size(); ++i) {
    EXPECT_EQ(split.training.labels[i], table.labels[split.training_rows[i]]);
  }
}

TEST(BenchDataTest, NoMoreFoldsThanRowsOfTheRarerClass) {
  LabelledTable dataset = ClusterDataset({60, 3}, 3);
  TrainingOptions options;
  options.test_fraction = 0;
  ASSERT_OK_AND_ASSIGN(
      const BenchSplit split,
      MakeBenchSplit({std::move(dataset.table), std::move(dataset.labels)}, options, 5));
  EXPECT_EQ(split.training.fold_count, 3);
  EXPECT_TRUE(split.test_labels.empty());
}

}  // namespace
}  // namespace counterweight
