#include "src/tabular/csv_intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "src/base/durable_file.h"
#include "src/base/field_error.h"
#include "src/base/sha256.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CsvIntakeTest : public ::testing::Test {
 protected:
  std::unique_ptr<CsvIntake> NewIntake(const DatasetSpec& spec = LabelY()) {
    auto intake = CsvIntake::Create(spec, IntakeLimits(), files_);
    EXPECT_THAT(intake, IsOk());
    return *std::move(intake);
  }

  TemporaryDirectory directory_;
  const IntakeFiles files_ = FilesIn(directory_);
};

void ExpectRefused(const std::string& csv, const std::string& message,
                   const DatasetSpec& spec = LabelY()) {
  EXPECT_THAT(TakeIn(csv, spec), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)))
      << csv;
}

TEST_F(CsvIntakeTest, ASmallTableComesBackTyped) {
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn("age,colour,member,y\n"
                                                        "20,red,yes,0\n"
                                                        ",green,no,1\n"
                                                        "inf,red,,0\n"
                                                        "40.5,NA,yes,1\n"
                                                        "-1e2,\"red\",no,0\n"));
  EXPECT_EQ(read.table.row_count, 5);
  ASSERT_EQ(read.table.schema.size(), 3u);
  EXPECT_EQ(read.table.schema[0].name, "age");
  EXPECT_EQ(read.table.schema[0].type, ColumnType::kNumeric);
  EXPECT_EQ(read.table.schema[1].type, ColumnType::kCategorical);
  EXPECT_THAT(read.table.schema[1].categories, ElementsAre("red", "green"));
  EXPECT_EQ(read.table.schema[2].type, ColumnType::kBoolean);

  const std::vector<double>& age = read.table.columns[0].numbers;
  EXPECT_EQ(age[0], 20);
  EXPECT_TRUE(std::isnan(age[1]));
  EXPECT_TRUE(std::isnan(age[2]));
  EXPECT_EQ(age[3], 40.5);
  EXPECT_EQ(age[4], -100);
  EXPECT_THAT(read.table.columns[1].codes, ElementsAre(0, 1, 0, kMissingCode, 0));
  EXPECT_EQ(read.table.columns[2].numbers[0], 1);
  EXPECT_EQ(read.table.columns[2].numbers[1], 0);
  EXPECT_TRUE(std::isnan(read.table.columns[2].numbers[2]));
  EXPECT_THAT(read.labels, ElementsAre(0, 1, 0, 1, 0));
}

TEST_F(CsvIntakeTest, TheDescriptionCountsWhatWasRead) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"id", ColumnType::kIgnored}};
  ASSERT_OK_AND_ASSIGN(
      const LabelledTable read,
      TakeIn("id,a,c,y\nx1,1,u,no\nx2,inf,v,yes\nx3,,u,no\nx4,3,,yes\nx5,5,u,no\n", spec));
  const DatasetDescription& description = read.description;
  EXPECT_EQ(description.spec.display_name, "a test");
  EXPECT_EQ(description.row_count, 5);
  EXPECT_THAT(description.ignored_columns, ElementsAre("id"));
  EXPECT_THAT(description.classes, ElementsAre("no", "yes"));
  EXPECT_THAT(description.class_counts, ElementsAre(3, 2));
  EXPECT_EQ(description.positive_class, 1);
  EXPECT_EQ(description.imbalance_ratio, 1.5);
  EXPECT_EQ(description.statistics[0].missing_count, 2);
  EXPECT_EQ(description.statistics[0].infinite_count, 1);
  EXPECT_EQ(description.statistics[0].minimum, 1);
  EXPECT_EQ(description.statistics[0].maximum, 5);
  EXPECT_EQ(description.statistics[0].mean, 3);
  EXPECT_NEAR(description.statistics[0].standard_deviation, std::sqrt(8.0 / 3), 1e-12);
  EXPECT_EQ(description.statistics[1].missing_count, 1);
  EXPECT_THAT(description.statistics[1].category_counts, ElementsAre(3, 1));
}

TEST_F(CsvIntakeTest, FinishReturnsWhatItStored) {
  const auto intake = NewIntake();
  ASSERT_THAT(intake->Append("a,y\n1,0\n2,1\n3,0\n4,1\n"), IsOk());
  ASSERT_OK_AND_ASSIGN(const DatasetDescription returned, intake->Finish());
  ASSERT_OK_AND_ASSIGN(const DatasetDescription stored, ReadDatasetDescription(files_.dataset));
  EXPECT_EQ(returned.Encode(), stored.Encode());
}

TEST_F(CsvIntakeTest, SizeAndChecksumAreOfTheBytesAppended) {
  const std::string packed = Gzip("a,y\n1,0\n2,1\n3,0\n4,1\n");
  const auto intake = NewIntake();
  ASSERT_THAT(intake->Append(packed.substr(0, 5)), IsOk());
  ASSERT_THAT(intake->Append(packed.substr(5)), IsOk());
  EXPECT_EQ(intake->uploaded_bytes(), static_cast<int64_t>(packed.size()));
  EXPECT_EQ(intake->Sha256(), Sha256Digest(packed));
  EXPECT_EQ(intake->Sha256(), Sha256Digest(packed));
  ASSERT_OK_AND_ASSIGN(const std::string spooled, ReadFile(files_.spool, 1000));
  EXPECT_EQ(spooled, packed);
  EXPECT_THAT(intake->Finish(), IsOk());
}

TEST_F(CsvIntakeTest, NothingIsAppendedAfterTheChecksumOrTheEnd) {
  const auto summed = NewIntake();
  ASSERT_THAT(summed->Append("a,y\n1,0\n"), IsOk());
  summed->Sha256();
  EXPECT_THAT(summed->Append("2,1\n"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("checksum")));
  const auto finished = NewIntake();
  ASSERT_THAT(finished->Append("a,y\n1,0\n2,1\n3,0\n4,1\n"), IsOk());
  ASSERT_THAT(finished->Finish(), IsOk());
  EXPECT_THAT(finished->Append("2,1\n"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("finished")));
  EXPECT_THAT(finished->Finish(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("finished")));
}

TEST_F(CsvIntakeTest, GzipGivesTheSameDatasetAsPlainBytes) {
  const std::string csv = "a,c,y\n1,u,0\n2,v,1\n3,u,0\n,v,1\n";
  ASSERT_OK_AND_ASSIGN(const LabelledTable plain, TakeIn(csv));
  ASSERT_OK_AND_ASSIGN(const LabelledTable packed, TakeIn(Gzip(csv)));
  EXPECT_EQ(packed.description.Encode(), plain.description.Encode());
  EXPECT_EQ(packed.labels, plain.labels);
  EXPECT_EQ(packed.table.columns[1].codes, plain.table.columns[1].codes);
}

TEST_F(CsvIntakeTest, RefusesFilesWithoutRows) {
  ExpectRefused("", "the file is empty");
  ExpectRefused("\n\n", "the file is empty");
  ExpectRefused("\xEF\xBB\xBF", "the file is empty");
  ExpectRefused(Gzip(""), "the file is empty");
  ExpectRefused("a,y\n", "a header but no rows");
  ExpectRefused("a,y", "a header but no rows");
}

TEST_F(CsvIntakeTest, RefusesHeadersThatNameNoTable) {
  ExpectRefused("a,a,y\n", "header: the name \"a\" stands twice");
  ExpectRefused(",y\n", "header, column 1: the column has no name");
  ExpectRefused("y\n0\n1\n", "no column to learn from");
  DatasetSpec spec = LabelY();
  spec.column_types = {{"a", ColumnType::kIgnored}};
  ExpectRefused("a,y\n", "no column to learn from", spec);
}

TEST_F(CsvIntakeTest, FieldErrorsSurviveToTheCaller) {
  EXPECT_EQ(ErrorField(TakeIn("a,b\n").status()), "spec.label_column");
  DatasetSpec unknown = LabelY();
  unknown.column_types = {{"b", ColumnType::kNumeric}};
  EXPECT_EQ(ErrorField(TakeIn("a,y\n", unknown).status()), "spec.column_types[b]");
  DatasetSpec positive = LabelY();
  positive.positive_label = "2";
  EXPECT_EQ(ErrorField(TakeIn("a,y\n1,0\n1,0\n1,1\n1,1\n", positive).status()),
            "spec.positive_label");
  DatasetSpec invalid = LabelY();
  invalid.label_column = "";
  EXPECT_EQ(ErrorField(CsvIntake::Create(invalid, IntakeLimits(), files_).status()),
            "spec.label_column");
}

TEST_F(CsvIntakeTest, NamesTheRowOfARaggedRecord) {
  ExpectRefused("a,b,y\n1,2,0\n1,2\n", "row 1: 2 fields, expected 3 as in the header");
  ExpectRefused("a,b,y\n1,2,0,4\n", "row 0: 4 fields, expected 3 as in the header");
}

TEST_F(CsvIntakeTest, NamesTheCellThatDoesNotFitItsDeclaredType) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"age", ColumnType::kNumeric}, {"b", ColumnType::kBoolean}};
  ExpectRefused("age,b,y\n1,t,0\nabc,f,1\n", "row 1, column \"age\": \"abc\" is not a number",
                spec);
  ExpectRefused("age,b,y\n1,t,0\n2,maybe,1\n", "row 1, column \"b\": \"maybe\" is not a boolean",
                spec);
}

TEST_F(CsvIntakeTest, NamesTheRowOfAMissingLabel) {
  ExpectRefused("a,y\n1,0\n2,\n", "row 1, column \"y\": the label is missing");
  ExpectRefused("a,y\n1,0\n2,NaN\n", "row 1, column \"y\": the label is missing: \"NaN\"");
}

TEST_F(CsvIntakeTest, RefusesClassesThatCannotBeLearned) {
  ExpectRefused("a,y\n1,0\n2,0\n", "every row has the label \"0\"");
  ExpectRefused("a,y\n1,0\n2,0\n3,1\n", "the class \"1\" has one row only, row 2");
}

TEST_F(CsvIntakeTest, AnInfinityUnderADeclaredNumericTypeIsMissing) {
  DatasetSpec spec = LabelY();
  spec.column_types = {{"a", ColumnType::kNumeric}};
  ASSERT_OK_AND_ASSIGN(const LabelledTable read, TakeIn("a,y\n-inf,0\n1,1\ninf,0\n2,1\n", spec));
  EXPECT_EQ(read.description.statistics[0].infinite_count, 2);
  EXPECT_TRUE(std::isnan(read.table.columns[0].numbers[0]));
  EXPECT_TRUE(std::isnan(read.table.columns[0].numbers[2]));
}

TEST_F(CsvIntakeTest, TheFirstErrorIsFinal) {
  const auto intake = NewIntake();
  const absl::Status first = intake->Append("a,y\n1\n");
  EXPECT_FALSE(first.ok());
  EXPECT_EQ(intake->Append("1,0\n"), first);
  EXPECT_EQ(intake->Finish().status(), first);
  EXPECT_FALSE(std::filesystem::exists(files_.dataset));
}

// The text after numbers makes a second reading necessary.
TEST_F(CsvIntakeTest, ASpoolThatChangedIsDataLossAndNoDataset) {
  for (const char* changed : {"a,y\n1,0\n2,1\n", "a,y\nx,0\n2,1\n3,0\nx,1\n",
                              "a,y\n1,7\n2,1\n3,0\nx,1\n", "a,b,y\n1,1,0\n"}) {
    const auto intake = NewIntake();
    ASSERT_THAT(intake->Append("a,y\n1,0\n2,1\n3,0\nx,1\n"), IsOk());
    ASSERT_THAT(WriteFileDurably(files_.spool, changed), IsOk());
    EXPECT_THAT(intake->Finish(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("spool")))
        << changed;
    EXPECT_FALSE(ReadDatasetFile(files_.dataset).ok()) << changed;
  }
}

TEST_F(CsvIntakeTest, TypesThatHoldNeedNoSpool) {
  const auto intake = NewIntake();
  ASSERT_THAT(intake->Append("a,b,c,y\n1,x,t,0\n2,1,f,1\n,x,,0\n4,,t,1\n"), IsOk());
  ASSERT_THAT(RemoveFile(files_.spool), IsOk());
  ASSERT_THAT(intake->Finish(), IsOk());
  EXPECT_THAT(ReadDatasetFile(files_.dataset), IsOk());
}

TEST_F(CsvIntakeTest, FullDisksAndAbsentFoldersAreClear) {
  EXPECT_THAT(
      CsvIntake::Create(LabelY(), IntakeLimits(), {directory_.File("none/spool"), files_.dataset})
          .status(),
      StatusIs(absl::StatusCode::kNotFound, HasSubstr("none/spool")));
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  auto intake = CsvIntake::Create(LabelY(), IntakeLimits(), {"/dev/full", files_.dataset});
  ASSERT_THAT(intake, IsOk());
  EXPECT_THAT((*intake)->Append("a,y\n"),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("/dev/full")));
}

// Heap in use, as the C library counts it (0 under a sanitizer, which brings its own).
size_t HeapBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

TEST_F(CsvIntakeTest, MemoryDoesNotGrowWithTheRows) {
  const auto intake = NewIntake();
  ASSERT_THAT(intake->Append("a,b,c,y\n"), IsOk());
  const size_t before = HeapBytes();
  int64_t row = 0;
  for (int piece = 0; piece < 60; ++piece) {
    std::string lines;
    for (const int64_t end = row + 5000; row < end; ++row) {
      absl::StrAppend(&lines, row * 0.37, ",", row, ",level ", row % 50, ",", row % 9 == 0, "\n");
    }
    ASSERT_THAT(intake->Append(lines), IsOk());
  }
  // A piece of text and its positions: 640 KiB; a row group: 192 KiB, in vectors that doubled.
  constexpr size_t kConstant = 1536 << 10;
  EXPECT_GT(intake->uploaded_bytes(), int64_t{4 * kConstant});
  EXPECT_LT(HeapBytes(), before + kConstant);
  ASSERT_THAT(intake->Finish(), IsOk());
  EXPECT_LT(HeapBytes(), before + kConstant + (256 << 10));
}

}  // namespace
}  // namespace counterweight
