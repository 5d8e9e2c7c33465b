#include "src/jobs/checkpoint_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/base/durable_file.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::HasSubstr;

TEST(CheckpointFileTest, AnyStateIsReadBack) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("job-1.1.checkpoint");
  for (const std::string& state :
       {std::string(), std::string("\0\xff", 2), std::string(100000, 's')}) {
    ASSERT_THAT(WriteCheckpoint(path, state), IsOk());
    ASSERT_OK_AND_ASSIGN(const std::string read, ReadCheckpoint(path));
    EXPECT_EQ(read, state);
  }
}

TEST(CheckpointFileTest, EveryDamagedByteAndEveryCutIsNoticed) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("job-1.1.checkpoint");
  ASSERT_THAT(WriteCheckpoint(path, "state of training"), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string whole, ReadFile(path, 1000));
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] ^= 1;
    ASSERT_THAT(WriteFileDurably(path, damaged), IsOk());
    EXPECT_THAT(ReadCheckpoint(path), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path)));
    ASSERT_THAT(WriteFileDurably(path, whole.substr(0, i)), IsOk());
    EXPECT_THAT(ReadCheckpoint(path), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path)));
  }
}

TEST(CheckpointFileTest, AMissingFileIsNotFound) {
  EXPECT_THAT(ReadCheckpoint("/nonexistent/checkpoint"), StatusIs(absl::StatusCode::kNotFound, _));
}

}  // namespace
}  // namespace counterweight
