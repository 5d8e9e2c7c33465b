#include "src/tabular/dataset_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/durable_file.h"
#include "src/tabular/csv_intake.h"
#include "src/tabular/dataset_file_format.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Le;

// Rows per group of the dataset file that `csv` becomes.
std::vector<int64_t> GroupRows(const std::string& csv) {
  TemporaryDirectory directory;
  auto intake = CsvIntake::Create(LabelY(), IntakeLimits(), FilesIn(directory)).value();
  EXPECT_THAT(intake->Append(csv), IsOk());
  EXPECT_THAT(intake->Finish(), IsOk());
  EXPECT_THAT(ReadDatasetFile(directory.File("dataset")), IsOk());
  const std::string bytes = ReadFile(directory.File("dataset"), 1 << 30).value();
  uint64_t footer_bytes = 0;
  const size_t footer_end = bytes.size() - kDatasetTrailerBytes;
  std::memcpy(&footer_bytes, bytes.data() + footer_end, sizeof(footer_bytes));
  const DatasetFooter footer = DatasetFooter::Decode(absl::string_view(bytes).substr(
                                                         footer_end - footer_bytes, footer_bytes))
                                   .value();
  std::vector<int64_t> rows;
  for (const GroupEntry& group : footer.groups) rows.push_back(group.row_count);
  return rows;
}

std::string NarrowTable(int rows) {
  std::string csv = "a,y\n";
  for (int row = 0; row < rows; ++row) absl::StrAppend(&csv, row, ",", row % 2, "\n");
  return csv;
}

TEST(DatasetBuilderTest, ANarrowTableHasGroupsOfTheLargestSize) {
  EXPECT_THAT(GroupRows(NarrowTable(8191)), ElementsAre(8191));
  EXPECT_THAT(GroupRows(NarrowTable(8192)), ElementsAre(8192));
  EXPECT_THAT(GroupRows(NarrowTable(2 * 8192 + 1)), ElementsAre(8192, 8192, 1));
}

TEST(DatasetBuilderTest, AWideTableHasGroupsOfBoundedBytes) {
  constexpr int kColumns = 6000;
  std::string csv;
  for (int column = 0; column < kColumns; ++column) absl::StrAppend(&csv, "c", column, ",");
  csv += "y\n";
  for (int row = 0; row < 400; ++row) {
    for (int column = 0; column < kColumns; ++column) csv += "1,";
    absl::StrAppend(&csv, row % 2, "\n");
  }
  const std::vector<int64_t> rows = GroupRows(csv);
  EXPECT_EQ(rows.size(), 3u);
  EXPECT_THAT(rows, Each(Le(DatasetBuilder::kGroupBytes / (kColumns * 8))));
}

}  // namespace
}  // namespace counterweight
