#include "src/base/durable_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

TEST(DurableFileTest, WritesReadsAndReplacesWholeFiles) {
  TemporaryDirectory directory;
  const std::string path = directory.File("value");
  ASSERT_THAT(WriteFileDurably(path, "first"), IsOk());
  ASSERT_THAT(WriteFileDurably(path, "second"), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string bytes, ReadFile(path, 100));
  EXPECT_EQ(bytes, "second");
}

TEST(DurableFileTest, WritesPiecesOneAfterTheOther) {
  TemporaryDirectory directory;
  const std::string path = directory.File("value");
  const absl::string_view pieces[] = {"one", "", "two"};
  ASSERT_THAT(WriteFileDurably(path, pieces), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string bytes, ReadFile(path, 100));
  EXPECT_EQ(bytes, "onetwo");
}

TEST(DurableFileTest, LeavesNoTemporaryFileBehind) {
  TemporaryDirectory directory;
  ASSERT_THAT(WriteFileDurably(directory.File("value"), "x"), IsOk());
  EXPECT_FALSE(WriteFileDurably(directory.File("absent/value"), "x").ok());
  int files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    ++files;
  }
  EXPECT_EQ(files, 1);
}

TEST(DurableFileTest, ErrorsNameThePathAndTheReason) {
  TemporaryDirectory directory;
  EXPECT_THAT(ReadFile(directory.File("absent"), 100),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("absent")));
  ASSERT_THAT(WriteFileDurably(directory.File("big"), "0123456789"), IsOk());
  EXPECT_THAT(ReadFile(directory.File("big"), 9),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("10 bytes")));
}

TEST(DurableFileTest, RemovingAnAbsentFileIsFine) {
  TemporaryDirectory directory;
  EXPECT_THAT(RemoveFile(directory.File("absent")), IsOk());
}

}  // namespace
}  // namespace counterweight
