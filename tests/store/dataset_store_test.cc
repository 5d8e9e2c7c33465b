#include "src/store/dataset_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/testing/store_fixture.h"

namespace counterweight {
namespace {

using namespace std::string_literals;  // may hold NUL

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DatasetStoreTest : public StoreTest {};

TEST_F(DatasetStoreTest, EveryFieldSurvivesAReopen) {
  DatasetRecord record = MakeDataset("ds-1");
  const std::string nasty = "it's \"; DROP TABLE datasets; --\0 \n \xc3\xa9 :id"s;
  record.display_name = nasty;
  record.create_time = absl::FromUnixMicros(1234567890123456);
  record.blob = std::string(64, 'c');
  record.blob_bytes = int64_t{1} << 62;
  record.uploaded_bytes = 17;
  record.uploaded_sha256 = std::string(64, 'd');
  record.description = std::string("\0\xff\x00\x80'\"", 6);
  record.request_id = nasty;
  record.request_fingerprint = "fingerprint";
  ASSERT_THAT(datasets_->Insert(record), IsOk());
  Reopen();
  ASSERT_OK_AND_ASSIGN(const DatasetRecord read, datasets_->Get("ds-1"));
  EXPECT_EQ(read.id, record.id);
  EXPECT_EQ(read.display_name, record.display_name);
  EXPECT_EQ(read.create_time, record.create_time);
  EXPECT_EQ(read.blob, record.blob);
  EXPECT_EQ(read.blob_bytes, record.blob_bytes);
  EXPECT_EQ(read.uploaded_bytes, record.uploaded_bytes);
  EXPECT_EQ(read.uploaded_sha256, record.uploaded_sha256);
  EXPECT_EQ(read.description, record.description);
  EXPECT_EQ(read.request_id, record.request_id);
  EXPECT_EQ(read.request_fingerprint, record.request_fingerprint);
}

TEST_F(DatasetStoreTest, UnknownIdsAreNotFound) {
  EXPECT_THAT(datasets_->Get("ds-1"),
              StatusIs(absl::StatusCode::kNotFound, "datasets/ds-1 does not exist"));
  EXPECT_THAT(datasets_->Delete("ds-1"),
              StatusIs(absl::StatusCode::kNotFound, "datasets/ds-1 does not exist"));
}

TEST_F(DatasetStoreTest, IdsAndRequestIdsAreUsedOnce) {
  DatasetRecord first = MakeDataset("ds-1");
  first.request_id = "request";
  ASSERT_THAT(datasets_->Insert(first), IsOk());
  EXPECT_THAT(datasets_->Insert(MakeDataset("ds-1")),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("ds-1")));
  DatasetRecord second = MakeDataset("ds-2");
  second.request_id = "request";
  EXPECT_THAT(datasets_->Insert(second),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("request")));
  second.request_id.clear();
  EXPECT_THAT(datasets_->Insert(second), IsOk());
  EXPECT_THAT(datasets_->Insert(MakeDataset("ds-3")), IsOk());  // an empty one is no request
}

TEST_F(DatasetStoreTest, RetriesFindWhatTheirRequestMade) {
  DatasetRecord record = MakeDataset("ds-1");
  record.request_id = "request";
  ASSERT_THAT(datasets_->Insert(record), IsOk());
  ASSERT_THAT(datasets_->Insert(MakeDataset("ds-2")), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto found, datasets_->FindByRequestId("request"));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->id, "ds-1");
  ASSERT_OK_AND_ASSIGN(const auto other, datasets_->FindByRequestId("other"));
  EXPECT_FALSE(other.has_value());
  ASSERT_OK_AND_ASSIGN(const auto none, datasets_->FindByRequestId(""));
  EXPECT_FALSE(none.has_value());
}

TEST_F(DatasetStoreTest, PagesShowEveryRecordOnceNewestFirst) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(datasets_->Insert(MakeDataset(absl::StrCat("ds-", i))), IsOk());
  }
  std::vector<std::string> seen;
  PageRequest request{2, ""};
  do {
    ASSERT_OK_AND_ASSIGN(const Page<DatasetRecord> page, datasets_->List(request));
    EXPECT_LE(page.records.size(), 2u);
    for (const DatasetRecord& record : page.records) seen.push_back(record.id);
    // What is inserted or deleted meanwhile neither doubles nor hides a record.
    ASSERT_THAT(datasets_->Insert(MakeDataset(absl::StrCat("late-", seen.size()))), IsOk());
    ASSERT_THAT(datasets_->Delete(seen.back()), IsOk());
    request.token = page.next_token;
  } while (!request.token.empty());
  EXPECT_THAT(seen, ElementsAre("ds-4", "ds-3", "ds-2", "ds-1", "ds-0"));
}

TEST_F(DatasetStoreTest, AFullLastPageHasNoSuccessor) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_THAT(datasets_->Insert(MakeDataset(absl::StrCat("ds-", i))), IsOk());
  }
  ASSERT_OK_AND_ASSIGN(const Page<DatasetRecord> first, datasets_->List({2, ""}));
  ASSERT_OK_AND_ASSIGN(const Page<DatasetRecord> last, datasets_->List({2, first.next_token}));
  EXPECT_THAT(last.records, ::testing::SizeIs(2));
  EXPECT_EQ(last.next_token, "");
  EXPECT_THAT(datasets_->List({2, "nonsense"}), StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_THAT(datasets_->List({0, ""}), StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(DatasetStoreTest, DeletingGivesTheBlobOnceNoDatasetUsesIt) {
  ASSERT_THAT(datasets_->Insert(MakeDataset("ds-1")), IsOk());
  ASSERT_THAT(datasets_->Insert(MakeDataset("ds-2")), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string still_used, datasets_->Delete("ds-1"));
  EXPECT_EQ(still_used, "");
  EXPECT_THAT(datasets_->Get("ds-1"), StatusIs(absl::StatusCode::kNotFound, _));
  ASSERT_OK_AND_ASSIGN(const std::string unused, datasets_->Delete("ds-2"));
  EXPECT_EQ(unused, std::string(64, 'a'));
}

TEST_F(DatasetStoreTest, BlobsOfAllDatasetsAreListedOnce) {
  DatasetRecord other = MakeDataset("ds-3");
  other.blob = std::string(64, 'e');
  ASSERT_THAT(datasets_->Insert(MakeDataset("ds-1")), IsOk());
  ASSERT_THAT(datasets_->Insert(MakeDataset("ds-2")), IsOk());
  ASSERT_THAT(datasets_->Insert(other), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto blobs, datasets_->Blobs());
  EXPECT_THAT(blobs, ElementsAre(std::string(64, 'a'), std::string(64, 'e')));
}

TEST_F(DatasetStoreTest, ADatasetStaysWhileAJobNeedsIt) {
  AddJob("job-1");
  EXPECT_THAT(datasets_->Delete("ds-1"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("jobs/job-1")));
  const Lease lease = ClaimJob();
  EXPECT_THAT(datasets_->Delete("ds-1"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("jobs/job-1")));
  ASSERT_THAT(jobs_->Fail(lease, clock_.Now(), "no"), IsOk());
  EXPECT_THAT(datasets_->Delete("ds-1"), IsOk());
  EXPECT_EQ(Job("job-1").dataset_id, "ds-1");  // the job outlives it
}

// Whatever the order, no job is left waiting for a dataset that is gone.
TEST_F(DatasetStoreTest, DeletionAndSubmissionExcludeEachOther) {
  ASSERT_OK_AND_ASSIGN(const auto other, Database::Open(directory_.File("counterweight.db")));
  JobStore other_jobs(other.get());
  for (int i = 0; i < 20; ++i) {
    const std::string dataset = absl::StrCat("ds-", i), job = absl::StrCat("job-", i);
    ASSERT_THAT(datasets_->Insert(MakeDataset(dataset)), IsOk());
    absl::Status deleted, submitted;
    std::thread deletion([&] { deleted = datasets_->Delete(dataset).status(); });
    submitted = other_jobs.Insert(MakeJob(job, dataset));
    deletion.join();
    EXPECT_NE(deleted.ok(), submitted.ok()) << deleted << submitted;
  }
}

}  // namespace
}  // namespace counterweight
