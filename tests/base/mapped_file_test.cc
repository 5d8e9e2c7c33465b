#include "src/base/mapped_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <utility>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

class MappedFileTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& bytes) {
    const std::string path = directory_.File("file");
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  const TemporaryDirectory directory_;
};

TEST_F(MappedFileTest, GivesTheBytesAlsoWhenMoved) {
  const std::string bytes(10'000, 'x');
  ASSERT_OK_AND_ASSIGN(MappedFile file, MappedFile::Open(Write(bytes)));
  const MappedFile moved = std::move(file);
  EXPECT_EQ(moved.bytes(), bytes);
}

TEST_F(MappedFileTest, AnEmptyFileHasNoBytes) {
  ASSERT_OK_AND_ASSIGN(const MappedFile file, MappedFile::Open(Write("")));
  EXPECT_EQ(file.bytes(), "");
}

TEST_F(MappedFileTest, AFileThatIsNotThereIsNamed) {
  EXPECT_THAT(MappedFile::Open(directory_.File("none")),
              StatusIs(absl::StatusCode::kNotFound, ::testing::HasSubstr("none")));
}

}  // namespace
}  // namespace counterweight
