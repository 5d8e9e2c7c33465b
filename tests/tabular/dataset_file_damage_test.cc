// A dataset file after a bad disk, a bad copy, or a bad will: found, never believed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/durable_file.h"
#include "src/base/random_stream.h"
#include "src/tabular/crc32.h"
#include "src/tabular/dataset_file.h"
#include "src/tabular/dataset_file_format.h"
#include "tests/tabular/description_testing.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

class DatasetFileDamageTest : public ::testing::Test {
 protected:
  void Write(const std::string& bytes) {
    std::ofstream file(path_, std::ios::binary | std::ios::trunc);
    file << bytes;
  }
  absl::Status ReadBack(const std::string& bytes) {
    Write(bytes);
    return ReadDatasetFile(path_).status();
  }
  // The file of the small table.
  std::string SmallFile() {
    auto writer = DatasetFileWriter::Create(path_);
    EXPECT_THAT(writer, IsOk());
    EXPECT_THAT((*writer)->AppendGroup(SmallColumns(), SmallLabels()), IsOk());
    EXPECT_THAT((*writer)->Finish(SmallDescription()), IsOk());
    return ReadFile(path_, 1 << 20).value();
  }
  void ExpectDamage(const absl::Status& status, const std::string& where) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_))) << where;
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("dataset");
};

TEST_F(DatasetFileDamageTest, EveryChangedByteIsFound) {
  const std::string whole = SmallFile();
  ASSERT_THAT(ReadBack(whole), IsOk());
  for (size_t i = 0; i < whole.size(); ++i) {
    for (const int mask : {0x01, 0x80, 0xFF}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ mask);
      ExpectDamage(ReadBack(damaged), absl::StrCat("byte ", i, " ^ ", mask));
    }
  }
}

TEST_F(DatasetFileDamageTest, EveryTruncationIsFound) {
  const std::string whole = SmallFile();
  for (size_t size = 0; size < whole.size(); ++size) {
    ExpectDamage(ReadBack(whole.substr(0, size)), absl::StrCat(size, " bytes"));
    ExpectDamage(ReadDatasetDescription(path_).status(), absl::StrCat(size, " bytes"));
  }
}

TEST_F(DatasetFileDamageTest, BytesBeforeOrAfterAreFound) {
  const std::string whole = SmallFile();
  ExpectDamage(ReadBack(whole + "x"), "after");
  ExpectDamage(ReadBack("x" + whole), "before");
  ExpectDamage(ReadBack(whole + whole), "twice");
}

TEST_F(DatasetFileDamageTest, OtherFilesAreNone) {
  ExpectDamage(ReadBack(""), "empty");
  ExpectDamage(ReadBack("a,b\n1,2\n"), "CSV");
  ExpectDamage(ReadBack(std::string(1000, '\0')), "zeros");
}

TEST_F(DatasetFileDamageTest, SurvivesRandomDamage) {
  const std::string whole = SmallFile();
  RandomStream random(13, "dataset_file_damage_test");
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = whole;
    for (uint64_t count = 1 + random.Below(8); count > 0; --count) {
      const size_t at = random.Below(damaged.size());
      damaged[at] = static_cast<char>(damaged[at] ^ (1 + random.Below(255)));
    }
    if (damaged != whole) ExpectDamage(ReadBack(damaged), absl::StrCat("round ", i));
  }
}

// A file whose checksums hold and whose contents may not: what only a program that means harm, or
// one with a bug, writes.
struct Forgery {
  std::vector<Column> columns = SmallColumns();
  std::vector<uint32_t> labels = SmallLabels();
  DatasetFooter footer;

  Forgery() {
    footer.kinds = {ChunkKind::kNumbers, ChunkKind::kCodes, ChunkKind::kNumbers};
    footer.groups = {{kDatasetHeaderBytes, 5, 0}};
    footer.description = SmallDescription();
  }
  std::string Bytes() {
    std::string group;
    for (const Column& column : columns) {
      absl::StrAppend(&group, BytesOf(column.numbers), BytesOf(column.codes));
    }
    absl::StrAppend(&group, BytesOf(labels));
    if (!footer.groups.empty()) footer.groups[0].checksum = ExtendCrc32(0, group);
    return DatasetFileHeader() + group + footer.Encode();
  }
};

TEST_F(DatasetFileDamageTest, ForgedContentsAreFound) {
  EXPECT_THAT(ReadBack(Forgery().Bytes()), IsOk());
  const auto expect_found = [&](const std::string& problem, auto forge) {
    Forgery forgery;
    forge(forgery);
    EXPECT_THAT(ReadBack(forgery.Bytes()),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(problem)));
  };
  expect_found("infinite", [](Forgery& f) { f.columns[0].numbers[1] = -HUGE_VAL; });
  expect_found("boolean", [](Forgery& f) { f.columns[2].numbers[1] = 2; });
  expect_found("beyond its categories", [](Forgery& f) { f.columns[1].codes[1] = 3; });
  expect_found("beyond its categories", [](Forgery& f) { f.columns[1].codes[1] = kUnknownCode; });
  expect_found("labels", [](Forgery& f) { f.labels[0] = 2; });
  expect_found("no class", [](Forgery& f) { f.labels[0] = kMissingCode; });
  expect_found("columns are not",
               [](Forgery& f) { std::swap(f.footer.kinds[0], f.footer.kinds[1]); });
  expect_found("columns are not", [](Forgery& f) { f.footer.kinds.pop_back(); });
  expect_found("columns are not",
               [](Forgery& f) { f.footer.kinds[0] = static_cast<ChunkKind>(9); });
  expect_found("row groups", [](Forgery& f) { f.footer.groups.clear(); });
  expect_found("row groups", [](Forgery& f) { f.footer.groups[0].row_count = 4; });
  expect_found("row groups", [](Forgery& f) { f.footer.groups[0].row_count = -5; });
  expect_found("row groups", [](Forgery& f) { ++f.footer.groups[0].offset; });
  expect_found("row groups", [](Forgery& f) {
    f.footer.groups[0].row_count = std::numeric_limits<int64_t>::max();
  });
  expect_found("inconsistent",
               [](Forgery& f) { f.footer.description.row_count = int64_t{1} << 60; });
  expect_found("inconsistent", [](Forgery& f) {
    constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
    f.footer.description.row_count = kHuge;
    f.footer.description.class_counts = {kHuge, kHuge};
  });
  expect_found("positive class", [](Forgery& f) { f.footer.description.positive_class = 5; });
}

// A huge described table must fail before memory is asked for.
TEST_F(DatasetFileDamageTest, AForgedRowCountAllocatesNothing) {
  Forgery forgery;
  const int64_t rows = int64_t{1} << 50;
  forgery.footer.description.row_count = rows;
  forgery.footer.description.class_counts = {rows - 2, 2};
  forgery.footer.description.statistics[1].category_counts = {rows - 1, 0, 0};
  forgery.footer.groups[0].row_count = rows;
  EXPECT_THAT(ReadBack(forgery.Bytes()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("row groups")));
}

}  // namespace
}  // namespace counterweight
