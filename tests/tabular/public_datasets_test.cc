// Real tables, where they are at hand (COUNTERWEIGHT_SHARED_DATA names their folder).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "src/base/durable_file.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

std::string DataFile(const std::string& name) {
  const char* folder = std::getenv("COUNTERWEIGHT_SHARED_DATA");
  return folder == nullptr ? "" : std::string(folder) + "/" + name;
}

TEST(PublicDatasetsTest, LendingClubHasItsPublishedShape) {
  const std::string path = DataFile("lending_club.csv");
  if (path.empty() || !std::filesystem::exists(path)) {
    GTEST_SKIP() << "lending_club.csv is not in COUNTERWEIGHT_SHARED_DATA";
  }
  ASSERT_OK_AND_ASSIGN(const std::string csv, ReadFile(path, 1 << 30));
  DatasetSpec spec = LabelY();
  spec.label_column = "label";
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(csv, spec));
  EXPECT_EQ(read.table.row_count, 9857);
  EXPECT_EQ(read.table.columns.size(), 22u);
  EXPECT_THAT(read.description.classes, ElementsAre("0", "1"));
  EXPECT_EQ(read.description.class_counts[1], 517);
  EXPECT_EQ(read.description.positive_class, 1);
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kNumeric);
  EXPECT_EQ(read.table.schema[1].type, ColumnType::kCategorical);
}

TEST(PublicDatasetsTest, ACompressedTableIsTakenInToo) {
  const std::string path = DataFile("adult.csv.gz");
  if (path.empty() || !std::filesystem::exists(path)) {
    GTEST_SKIP() << "adult.csv.gz is not in COUNTERWEIGHT_SHARED_DATA";
  }
  ASSERT_OK_AND_ASSIGN(const std::string packed, ReadFile(path, 1 << 30));
  DatasetSpec spec = LabelY();
  spec.label_column = "label";
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn(packed, spec));
  EXPECT_EQ(read.table.row_count, 48'842);
}

}  // namespace
}  // namespace counterweight
