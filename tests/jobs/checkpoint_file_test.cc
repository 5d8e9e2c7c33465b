#include "src/jobs/checkpoint_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "src/base/durable_file.h"
#include "tests/testing/store_fixture.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
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

class StaleCheckpointsTest : public StoreTest {
 protected:
  StaleCheckpointsTest() : checkpoints_(directory_.File("checkpoints")) {
    std::filesystem::create_directory(checkpoints_);
  }
  void Touch(const std::string& name) { std::ofstream(checkpoints_ + "/" + name) << "x"; }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(checkpoints_)) {
      names.insert(file.path().filename().string());
    }
    return names;
  }
  const std::string checkpoints_;
};

TEST_F(StaleCheckpointsTest, OnlyFilesOfJobsThatMayResumeStay) {
  AddJob("job.failed");
  AddJob("job-running");
  AddJob("job-queued");
  ASSERT_THAT(jobs_->Fail(ClaimJob(), clock_.Now(), "no"), IsOk());
  ClaimJob();
  for (const char* name :
       {"job.failed.1.checkpoint", "job.failed.2.checkpoint.77.tmp", "job-unknown.1.checkpoint",
        "job-running.1.checkpoint", "job-running.1.checkpoint.77.tmp", "job-queued.3.checkpoint",
        "README", "job.failed.checkpoint", "job.failed.x.checkpoint"}) {
    Touch(name);
  }
  ASSERT_OK_AND_ASSIGN(const int removed, RemoveStaleCheckpoints(checkpoints_, *jobs_));
  EXPECT_EQ(removed, 3);
  EXPECT_THAT(Names(), ElementsAre("README", "job-queued.3.checkpoint", "job-running.1.checkpoint",
                                   "job-running.1.checkpoint.77.tmp", "job.failed.checkpoint",
                                   "job.failed.x.checkpoint"));
}

TEST_F(StaleCheckpointsTest, AMissingDirectoryIsNamed) {
  EXPECT_THAT(RemoveStaleCheckpoints(directory_.File("missing"), *jobs_),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("missing")));
}

}  // namespace
}  // namespace counterweight
