#include "src/store/blob_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "src/base/random_stream.h"
#include "src/base/sha256.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::HasSubstr;

class BlobStoreTest : public ::testing::Test {
 protected:
  BlobStoreTest() : root_(directory_.File("blobs")) {
    auto opened = LocalBlobStore::Open(root_);
    EXPECT_THAT(opened, IsOk());
    store_ = *std::move(opened);
  }

  // Files below the root, without the lock.
  int FileCount() const {
    int count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_)) {
      if (entry.is_regular_file() && entry.path().filename() != "lock") ++count;
    }
    return count;
  }
  void WriteFile(const std::string& path, const std::string& bytes) const {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  // As if it had last been put `age` ago.
  void Age(const std::string& sha256, absl::Duration age) {
    ASSERT_OK_AND_ASSIGN(const std::string path, store_->Path(sha256));
    const timespec then = absl::ToTimespec(absl::Now() - age);
    const timespec times[] = {then, then};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }

  TemporaryDirectory directory_;
  std::string root_;
  std::unique_ptr<LocalBlobStore> store_;
};

TEST_F(BlobStoreTest, AnyBytesComeBackUnderTheirSha256) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, "blob");
    std::string bytes(random.Below(10000), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.Below(256));
    ASSERT_OK_AND_ASSIGN(const Blob blob, store_->Put(bytes));
    EXPECT_EQ(blob.sha256, Sha256Hex(bytes));
    EXPECT_EQ(blob.bytes, static_cast<int64_t>(bytes.size()));
    ASSERT_OK_AND_ASSIGN(const std::string read, store_->Get(blob.sha256));
    EXPECT_EQ(read, bytes);
  }
}

TEST_F(BlobStoreTest, TheSameBytesAreOneBlob) {
  ASSERT_OK_AND_ASSIGN(const Blob first, store_->Put("bytes"));
  ASSERT_OK_AND_ASSIGN(const Blob second, store_->Put("bytes"));
  EXPECT_EQ(first.sha256, second.sha256);
  EXPECT_EQ(FileCount(), 1);
}

TEST_F(BlobStoreTest, AFinishedFileIsMovedIn) {
  const std::string bytes(3000000, 'x');  // more than one buffer of the hash
  const std::string path = directory_.File("upload");
  WriteFile(path, bytes);
  ASSERT_OK_AND_ASSIGN(const Blob blob, store_->PutFile(path));
  EXPECT_EQ(blob.sha256, Sha256Hex(bytes));
  EXPECT_EQ(blob.bytes, 3000000);
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_OK_AND_ASSIGN(const std::string read, store_->Get(blob.sha256));
  EXPECT_EQ(read, bytes);
  EXPECT_THAT(store_->PutFile(path), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path)));
}

TEST_F(BlobStoreTest, PathsLeadToTheBytes) {
  ASSERT_OK_AND_ASSIGN(const Blob blob, store_->Put("bytes"));
  ASSERT_OK_AND_ASSIGN(const std::string path, store_->Path(blob.sha256));
  EXPECT_EQ(path, absl::StrCat(root_, "/", blob.sha256.substr(0, 2), "/", blob.sha256));
  EXPECT_EQ(std::filesystem::file_size(path), 5u);
}

TEST_F(BlobStoreTest, AbsentBlobsAreNotFound) {
  const std::string sha256(64, '0');
  EXPECT_THAT(store_->Get(sha256), StatusIs(absl::StatusCode::kNotFound, HasSubstr(sha256)));
  EXPECT_THAT(store_->Path(sha256), StatusIs(absl::StatusCode::kNotFound, HasSubstr(sha256)));
  EXPECT_THAT(store_->Remove(sha256), IsOk());
}

TEST_F(BlobStoreTest, NamesThatAreNoSha256AreRefused) {
  for (const std::string& name :
       {std::string(), std::string("../../etc/passwd"), std::string(63, 'a'), std::string(64, 'A'),
        std::string(61, 'a') + "/..", std::string(64, '\0')}) {
    EXPECT_THAT(store_->Get(name), StatusIs(absl::StatusCode::kInvalidArgument, _)) << name;
    EXPECT_THAT(store_->Path(name), StatusIs(absl::StatusCode::kInvalidArgument, _)) << name;
    EXPECT_THAT(store_->Remove(name), StatusIs(absl::StatusCode::kInvalidArgument, _)) << name;
  }
}

TEST_F(BlobStoreTest, DamageIsDataLossNamingTheBlobAndAPutMendsIt) {
  const std::string bytes = "some bytes";
  ASSERT_OK_AND_ASSIGN(const Blob blob, store_->Put(bytes));
  ASSERT_OK_AND_ASSIGN(const std::string path, store_->Path(blob.sha256));
  for (const std::string& damaged : {std::string("some bytez"), std::string("some byte"),
                                     std::string("some bytes!"), std::string()}) {
    WriteFile(path, damaged);
    EXPECT_THAT(store_->Get(blob.sha256),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(blob.sha256)));
  }
  ASSERT_THAT(store_->Put(bytes), IsOk());
  EXPECT_THAT(store_->Get(blob.sha256), IsOk());
}

TEST_F(BlobStoreTest, WhatAWriterLeftUnfinishedIsInvisibleAndRemovedAtTheNextOpen) {
  const std::string unfinished = root_ + "/incoming/12345-0.tmp";
  WriteFile(unfinished, "bytes");
  EXPECT_THAT(store_->Get(Sha256Hex("bytes")), StatusIs(absl::StatusCode::kNotFound, _));
  ASSERT_OK_AND_ASSIGN(const auto reopened, LocalBlobStore::Open(root_));
  EXPECT_FALSE(std::filesystem::exists(unfinished));
}

// A worker that starts must not take away what the server is just writing.
TEST_F(BlobStoreTest, OpeningSparesWhatALiveWriterHolds) {
  const std::string live = root_ + "/incoming/12345-0.tmp";
  WriteFile(live, "bytes");
  const int fd = ::open(live.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::flock(fd, LOCK_EX), 0);
  ASSERT_THAT(LocalBlobStore::Open(root_), IsOk());
  EXPECT_TRUE(std::filesystem::exists(live));
  ::close(fd);
  ASSERT_THAT(LocalBlobStore::Open(root_), IsOk());
  EXPECT_FALSE(std::filesystem::exists(live));
}

TEST_F(BlobStoreTest, WritersSurviveOpensOfOthers) {
  std::thread opener([&] {
    for (int i = 0; i < 50; ++i) EXPECT_THAT(LocalBlobStore::Open(root_), IsOk());
  });
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] {
      for (int j = 0; j < 50; ++j) {
        const auto blob = store_->Put(absl::StrCat("bytes ", i, " ", j));
        EXPECT_THAT(blob, IsOk());
        if (!blob.ok()) return;
        EXPECT_THAT(store_->Get(blob->sha256), IsOk());
      }
    });
  }
  opener.join();
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(FileCount(), 100);
}

TEST_F(BlobStoreTest, AFailedPutLeavesNothing) {
  // A file where the directory of the blob should be.
  const std::string sha256 = Sha256Hex("bytes");
  WriteFile(absl::StrCat(root_, "/", sha256.substr(0, 2)), "in the way");
  EXPECT_FALSE(store_->Put("bytes").ok());
  EXPECT_EQ(FileCount(), 1);
}

TEST_F(BlobStoreTest, RemovedBlobsAreGone) {
  ASSERT_OK_AND_ASSIGN(const Blob blob, store_->Put("bytes"));
  ASSERT_THAT(store_->Remove(blob.sha256), IsOk());
  EXPECT_THAT(store_->Get(blob.sha256), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(BlobStoreTest, OnlyOldUnreferencedBlobsAreRemoved) {
  ASSERT_OK_AND_ASSIGN(const Blob old_unreferenced, store_->Put("old, unreferenced"));
  ASSERT_OK_AND_ASSIGN(const Blob old_referenced, store_->Put("old, referenced"));
  ASSERT_OK_AND_ASSIGN(const Blob young, store_->Put("young"));
  ASSERT_OK_AND_ASSIGN(const Blob renewed, store_->Put("renewed"));
  for (const Blob& blob : {old_unreferenced, old_referenced, renewed}) {
    Age(blob.sha256, absl::Hours(2));
  }
  ASSERT_THAT(store_->Put("renewed"), IsOk());
  WriteFile(root_ + "/README", "not ours");
  ASSERT_OK_AND_ASSIGN(const int removed, store_->RemoveUnreferenced({old_referenced.sha256},
                                                                     absl::Now() - absl::Hours(1)));
  EXPECT_EQ(removed, 1);
  EXPECT_THAT(store_->Get(old_unreferenced.sha256), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(store_->Get(old_referenced.sha256), IsOk());
  EXPECT_THAT(store_->Get(young.sha256), IsOk());
  EXPECT_THAT(store_->Get(renewed.sha256), IsOk());
  EXPECT_TRUE(std::filesystem::exists(root_ + "/README"));
}

// A file that waited for long before it was moved in is a young blob.
TEST_F(BlobStoreTest, AMovedFileIsYoung) {
  const std::string path = directory_.File("upload");
  WriteFile(path, "bytes");
  std::filesystem::last_write_time(
      path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  ASSERT_THAT(store_->PutFile(path), IsOk());
  ASSERT_OK_AND_ASSIGN(const int removed,
                       store_->RemoveUnreferenced({}, absl::Now() - absl::Hours(1)));
  EXPECT_EQ(removed, 0);
}

}  // namespace
}  // namespace counterweight
