#include "src/application/data_directory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "src/base/durable_file.h"
#include "tests/testing/service_fixture.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

using DataDirectoryTest = ServiceFixture;

TEST_F(DataDirectoryTest, ASecondServerIsRefused) {
  EXPECT_THAT(DataDirectory::OpenForServer(temporary.path() + "/data", clock.Now()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another server")));
}

TEST_F(DataDirectoryTest, AWorkerOpensBesideTheServer) {
  EXPECT_THAT(DataDirectory::Open(temporary.path() + "/data"), IsOk());
}

TEST_F(DataDirectoryTest, ARestartRemovesHalfUploadsAndCheckpointsOfNoJob) {
  const std::string upload = directory->uploads_path() + "/ds-half.csv";
  const std::string checkpoint = directory->checkpoints_path() + "/job-gone.1.checkpoint";
  ASSERT_THAT(WriteFileDurably(upload, "x"), IsOk());
  ASSERT_THAT(WriteFileDurably(checkpoint, "x"), IsOk());
  Reopen();
  EXPECT_FALSE(std::filesystem::exists(upload));
  EXPECT_FALSE(std::filesystem::exists(checkpoint));
}

TEST_F(DataDirectoryTest, ARestartKeepsTheCheckpointOfAJobThatGoesOn) {
  JobRequest request;
  request.dataset = DatasetName();
  ASSERT_OK_AND_ASSIGN(const JobView job, jobs->Create(request));
  const std::string checkpoint =
      directory->checkpoints_path() + "/" + job.record.id + ".1.checkpoint";
  ASSERT_THAT(WriteFileDurably(checkpoint, "x"), IsOk());
  Reopen();
  EXPECT_TRUE(std::filesystem::exists(checkpoint));
}

TEST_F(DataDirectoryTest, TheSweepTakesOldUnnamedBlobsOnly) {
  ASSERT_OK_AND_ASSIGN(const Blob unnamed, directory->blobs().Put("no record names this"));
  const std::string dataset = DatasetName();
  ASSERT_THAT(directory->SweepBlobs(clock.Now()), IsOk());
  EXPECT_THAT(directory->blobs().Get(unnamed.sha256), IsOk());  // too young
  ASSERT_THAT(directory->SweepBlobs(clock.Now() + absl::Hours(1)), IsOk());
  EXPECT_THAT(directory->blobs().Get(unnamed.sha256),
              StatusIs(absl::StatusCode::kNotFound, testing::_));
  EXPECT_THAT(LoadDataset(*directory, dataset.substr(9)), IsOk());
}

// A writer holds a lock on its file (blob_store.cc); what no one holds was left by a crash.
TEST_F(DataDirectoryTest, AnOpeningWorkerLeavesWhatOthersAreWriting) {
  const std::string in_work = temporary.path() + "/data/blobs/incoming/in-work";
  const std::string abandoned = temporary.path() + "/data/blobs/incoming/abandoned";
  ASSERT_THAT(WriteFileDurably(in_work, "half"), IsOk());
  ASSERT_THAT(WriteFileDurably(abandoned, "half"), IsOk());
  const int fd = ::open(in_work.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::flock(fd, LOCK_EX), 0);
  ASSERT_THAT(DataDirectory::Open(temporary.path() + "/data"), IsOk());
  ::close(fd);
  EXPECT_TRUE(std::filesystem::exists(in_work));
  EXPECT_FALSE(std::filesystem::exists(abandoned));
}

}  // namespace
}  // namespace counterweight
