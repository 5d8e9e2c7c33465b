#include "src/tabular/dataset_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "src/base/durable_file.h"
#include "src/base/status_macros.h"
#include "tests/tabular/description_testing.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

class DatasetFileTest : public ::testing::Test {
 protected:
  std::unique_ptr<DatasetFileWriter> NewWriter() {
    auto writer = DatasetFileWriter::Create(path_);
    EXPECT_THAT(writer, IsOk());
    return *std::move(writer);
  }
  // Writes the small table after a change of its cells.
  template <typename Change>
  absl::Status WriteChanged(Change change) {
    std::vector<Column> columns = SmallColumns();
    std::vector<uint32_t> labels = SmallLabels();
    DatasetDescription description = SmallDescription();
    change(columns, labels, description);
    const auto writer = NewWriter();
    const absl::Status appended = writer->AppendGroup(columns, labels);
    return appended.ok() ? writer->Finish(description) : appended;
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("dataset");
};

using Columns = std::vector<Column>;
using Labels = std::vector<uint32_t>;

void ExpectSameNumbers(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(actual[i])) << i;
    } else {
      EXPECT_EQ(actual[i], expected[i]) << i;
    }
  }
}

TEST_F(DatasetFileTest, OneGroupComesBack) {
  ASSERT_THAT(WriteChanged([](Columns&, Labels&, DatasetDescription&) {}), IsOk());
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, ReadDatasetFile(path_));
  EXPECT_EQ(read.table.row_count, 5);
  EXPECT_EQ(read.labels, SmallLabels());
  ASSERT_EQ(read.table.columns.size(), 3u);
  const Columns expected = SmallColumns();
  for (size_t i = 0; i < expected.size(); ++i) {
    ExpectSameNumbers(read.table.columns[i].numbers, expected[i].numbers);
    EXPECT_EQ(read.table.columns[i].codes, expected[i].codes);
    EXPECT_EQ(read.table.schema[i].name, SmallDescription().columns[i].name);
  }
  EXPECT_EQ(read.description.Encode(), SmallDescription().Encode());
}

TEST_F(DatasetFileTest, TheDescriptionCanBeReadAlone) {
  ASSERT_THAT(WriteChanged([](Columns&, Labels&, DatasetDescription&) {}), IsOk());
  ASSERT_OK_AND_ASSIGN(const DatasetDescription description, ReadDatasetDescription(path_));
  EXPECT_EQ(description.Encode(), SmallDescription().Encode());
}

TEST_F(DatasetFileTest, GroupsOfAnySizeFollowEachOther) {
  const auto writer = NewWriter();
  const Columns columns = SmallColumns();
  const Labels labels = SmallLabels();
  size_t row = 0;
  for (const size_t size : {1, 3, 1}) {
    Columns group(3);
    Labels group_labels;
    for (const size_t end = row + size; row < end; ++row) {
      group[0].numbers.push_back(columns[0].numbers[row]);
      group[1].codes.push_back(columns[1].codes[row]);
      group[2].numbers.push_back(columns[2].numbers[row]);
      group_labels.push_back(labels[row]);
    }
    ASSERT_THAT(writer->AppendGroup(group, group_labels), IsOk());
  }
  ASSERT_THAT(writer->Finish(SmallDescription()), IsOk());
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, ReadDatasetFile(path_));
  ExpectSameNumbers(read.table.columns[0].numbers, columns[0].numbers);
  EXPECT_EQ(read.table.columns[1].codes, columns[1].codes);
  ExpectSameNumbers(read.table.columns[2].numbers, columns[2].numbers);
  EXPECT_EQ(read.labels, labels);
}

TEST_F(DatasetFileTest, TheSameTableGivesTheSameBytes) {
  const auto write_and_read = [&]() -> absl::StatusOr<std::string> {
    CW_RETURN_IF_ERROR(WriteChanged([](Columns&, Labels&, DatasetDescription&) {}));
    return ReadFile(path_, 1 << 20);
  };
  ASSERT_OK_AND_ASSIGN(const std::string first, write_and_read());
  ASSERT_OK_AND_ASSIGN(const std::string second, write_and_read());
  EXPECT_EQ(first, second);
}

TEST_F(DatasetFileTest, WhatContradictsTheDescriptionIsNotWritten) {
  const auto expect_refused = [&](auto change) {
    EXPECT_THAT(WriteChanged(change), StatusIs(absl::StatusCode::kInternal, HasSubstr("")));
    EXPECT_FALSE(ReadDatasetFile(path_).ok());
  };
  using D = DatasetDescription;
  expect_refused([](Columns& c, Labels&, D&) { c[0].numbers[0] = HUGE_VAL; });
  expect_refused([](Columns& c, Labels&, D&) { c[2].numbers[0] = 0.5; });
  expect_refused([](Columns& c, Labels&, D&) { c[1].codes[0] = 3; });
  expect_refused([](Columns& c, Labels&, D&) { c[1].codes[0] = kUnknownCode; });
  expect_refused([](Columns& c, Labels&, D&) { c[1].codes.pop_back(); });
  expect_refused([](Columns& c, Labels&, D&) { c[0].codes = {1, 1, 1, 1, 1}; });
  expect_refused([](Columns& c, Labels&, D&) { c.pop_back(); });
  expect_refused([](Columns& c, Labels&, D&) { std::swap(c[0], c[1]); });
  expect_refused([](Columns&, Labels& l, D&) { l[0] = 1; });
  expect_refused([](Columns&, Labels& l, D&) { l[0] = 2; });
  expect_refused([](Columns&, Labels& l, D&) { l[0] = kMissingCode; });
  expect_refused([](Columns& c, Labels& l, D&) { c = Columns(3), l.clear(); });
  expect_refused([](Columns&, Labels&, D& d) { ++d.row_count; });
  expect_refused([](Columns&, Labels&, D& d) { d.statistics.clear(); });
}

TEST_F(DatasetFileTest, EveryGroupHasTheSameColumns) {
  const auto writer = NewWriter();
  ASSERT_THAT(writer->AppendGroup(SmallColumns(), SmallLabels()), IsOk());
  Columns other = SmallColumns();
  std::swap(other[0], other[1]);
  EXPECT_THAT(writer->AppendGroup(other, SmallLabels()),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("other columns")));
  EXPECT_FALSE(writer->Finish(SmallDescription()).ok());
}

TEST_F(DatasetFileTest, NothingFollowsFinish) {
  const auto writer = NewWriter();
  ASSERT_THAT(writer->AppendGroup(SmallColumns(), SmallLabels()), IsOk());
  ASSERT_THAT(writer->Finish(SmallDescription()), IsOk());
  EXPECT_FALSE(writer->AppendGroup(SmallColumns(), SmallLabels()).ok());
  EXPECT_FALSE(writer->Finish(SmallDescription()).ok());
  EXPECT_THAT(ReadDatasetFile(path_), IsOk());
}

TEST_F(DatasetFileTest, AnUnfinishedFileIsDataLoss) {
  {
    const auto writer = NewWriter();
    ASSERT_THAT(writer->AppendGroup(SmallColumns(), SmallLabels()), IsOk());
  }
  EXPECT_THAT(ReadDatasetFile(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
  EXPECT_THAT(ReadDatasetDescription(path_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("incomplete")));
}

TEST_F(DatasetFileTest, AnAbsentFileIsNotFound) {
  EXPECT_THAT(ReadDatasetFile(path_), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_)));
  EXPECT_THAT(ReadDatasetDescription(path_),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_)));
  EXPECT_THAT(DatasetFileWriter::Create(directory_.File("none/dataset")).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none/dataset")));
}

TEST_F(DatasetFileTest, AFullDiskIsResourceExhausted) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  EXPECT_THAT(DatasetFileWriter::Create("/dev/full").status(),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("/dev/full")));
}

}  // namespace
}  // namespace counterweight
