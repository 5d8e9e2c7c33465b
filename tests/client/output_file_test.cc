#include "client/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> FilesIn(const std::string& path) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(OutputFileTest, AppearsWholeWhenCommitted) {
  TemporaryDirectory directory;
  const std::string path = directory.File("out.csv");
  ASSERT_OK_AND_ASSIGN(const auto output, OutputFile::Create(path, nullptr));
  ASSERT_THAT(output->Write("a\n"), IsOk());
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_THAT(output->Commit(), IsOk());
  EXPECT_EQ(Contents(path), "a\n");
  EXPECT_THAT(FilesIn(directory.path()), ElementsAre("out.csv"));
}

TEST(OutputFileTest, WithoutACommitNothingIsLeftAndTheOldFileStays) {
  TemporaryDirectory directory;
  const std::string path = directory.File("out.csv");
  std::ofstream(path) << "old";
  {
    ASSERT_OK_AND_ASSIGN(const auto output, OutputFile::Create(path, nullptr));
    ASSERT_THAT(output->Write("new"), IsOk());
  }
  EXPECT_EQ(Contents(path), "old");
  EXPECT_THAT(FilesIn(directory.path()), ElementsAre("out.csv"));
}

TEST(OutputFileTest, IsClosedAfterDiscard) {
  TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const auto output, OutputFile::Create(directory.File("out.csv"), nullptr));
  output->Discard();
  const auto closed = StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("closed"));
  EXPECT_THAT(output->Write("a"), closed);
  EXPECT_THAT(output->Commit(), closed);
  EXPECT_THAT(FilesIn(directory.path()), IsEmpty());
}

TEST(OutputFileTest, ADashIsStandardOutput) {
  std::ostringstream out;
  ASSERT_OK_AND_ASSIGN(const auto output, OutputFile::Create("-", &out));
  ASSERT_THAT(output->Write("a\n"), IsOk());
  ASSERT_THAT(output->Commit(), IsOk());
  EXPECT_EQ(out.str(), "a\n");
}

TEST(OutputFileTest, ASymbolicLinkStaysALink) {
  TemporaryDirectory directory;
  std::ofstream(directory.File("target")) << "old";
  std::filesystem::create_symlink(directory.File("target"), directory.File("link"));
  ASSERT_OK_AND_ASSIGN(const auto output, OutputFile::Create(directory.File("link"), nullptr));
  ASSERT_THAT(output->Write("new"), IsOk());
  ASSERT_THAT(output->Commit(), IsOk());
  EXPECT_TRUE(std::filesystem::is_symlink(directory.File("link")));
  EXPECT_EQ(Contents(directory.File("target")), "new");
}

TEST(OutputFileTest, ADeviceIsWrittenDirectly) {
  ASSERT_OK_AND_ASSIGN(const auto output, OutputFile::Create("/dev/null", nullptr));
  ASSERT_THAT(output->Write("a"), IsOk());
  ASSERT_THAT(output->Commit(), IsOk());
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(OutputFileTest, AFullDiskIsAnError) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
  ASSERT_OK_AND_ASSIGN(const auto output, OutputFile::Create("/dev/full", nullptr));
  absl::Status status = output->Write("a");
  if (status.ok()) status = output->Commit();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("/dev/full")));
}

TEST(OutputFileTest, AMissingDirectoryAndADirectoryAreErrors) {
  TemporaryDirectory directory;
  EXPECT_THAT(OutputFile::Create(directory.File("none/out.csv"), nullptr),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none/out.csv")));
  EXPECT_THAT(OutputFile::Create(directory.path(), nullptr),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("directory")));
}

}  // namespace
}  // namespace counterweight::client
