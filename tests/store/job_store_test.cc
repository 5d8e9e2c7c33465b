#include "src/store/job_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/store_fixture.h"

namespace counterweight {
namespace {

using namespace std::string_literals;  // may hold NUL

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class JobStoreTest : public StoreTest {
 protected:
  std::vector<std::string> Ids(const PageRequest& page, std::optional<JobState> state) {
    auto jobs = jobs_->List(page, state);
    EXPECT_THAT(jobs, IsOk());
    std::vector<std::string> ids;
    for (const JobRecord& job : jobs->records) ids.push_back(job.id);
    return ids;
  }
};

TEST_F(JobStoreTest, WhatWasSubmittedSurvivesAReopen) {
  ASSERT_THAT(datasets_->Insert(MakeDataset("ds-1")), IsOk());
  JobRecord job = MakeJob("job-1");
  const std::string nasty = "o'neil \";\0:id\n"s;
  job.method = "smote";
  job.options = {{"learning_rate", "0.1"}, {nasty, nasty}, {"", ""}};
  job.seed = std::numeric_limits<uint64_t>::max() - 1;
  job.model_display_name = nasty;
  job.create_time = absl::FromUnixMicros(1234567890123456);
  job.max_attempts = 5;
  job.request_id = nasty;
  job.request_fingerprint = "fingerprint";
  ASSERT_THAT(jobs_->Insert(job), IsOk());
  Reopen();
  const JobRecord read = Job("job-1");
  EXPECT_EQ(read.id, "job-1");
  EXPECT_EQ(read.dataset_id, "ds-1");
  EXPECT_EQ(read.method, job.method);
  EXPECT_EQ(read.options, job.options);
  EXPECT_EQ(read.seed, job.seed);
  EXPECT_EQ(read.model_display_name, job.model_display_name);
  EXPECT_EQ(read.create_time, job.create_time);
  EXPECT_EQ(read.max_attempts, 5);
  EXPECT_EQ(read.request_id, job.request_id);
  EXPECT_EQ(read.request_fingerprint, job.request_fingerprint);
  EXPECT_EQ(read.state, JobState::kQueued);
  EXPECT_EQ(read.attempt, 0);
  EXPECT_EQ(read.token, 0);
  EXPECT_FALSE(read.start_time.has_value());
  EXPECT_FALSE(read.end_time.has_value());
  EXPECT_FALSE(read.lease_expiry.has_value());
  EXPECT_FALSE(read.cancel_requested);
}

TEST_F(JobStoreTest, EverySeedSurvives) {
  ASSERT_THAT(datasets_->Insert(MakeDataset("ds-1")), IsOk());
  for (const uint64_t seed : {uint64_t{0}, uint64_t{1}, (uint64_t{1} << 63) - 1, uint64_t{1} << 63,
                              std::numeric_limits<uint64_t>::max()}) {
    JobRecord job = MakeJob(absl::StrCat("job-", seed));
    job.seed = seed;
    ASSERT_THAT(jobs_->Insert(job), IsOk());
    EXPECT_EQ(Job(job.id).seed, seed);
  }
}

TEST_F(JobStoreTest, BadSubmissionsAreRefusedAndLeaveNothing) {
  EXPECT_THAT(jobs_->Insert(MakeJob("job-1", "ds-9")),
              StatusIs(absl::StatusCode::kNotFound, "datasets/ds-9 does not exist"));
  AddJob("job-1");
  EXPECT_THAT(jobs_->Insert(MakeJob("job-1")),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("job-1")));
  JobRecord job = MakeJob("job-2");
  job.request_id = "request";
  ASSERT_THAT(jobs_->Insert(job), IsOk());
  job.id = "job-3";
  EXPECT_THAT(jobs_->Insert(job), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("request")));
  JobRecord no_attempts = MakeJob("job-4");
  no_attempts.max_attempts = 0;
  EXPECT_THAT(jobs_->Insert(no_attempts),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("max_attempts")));
  ASSERT_OK_AND_ASSIGN(const int64_t events, jobs_->LastEventId());
  EXPECT_EQ(events, 2);
  ASSERT_OK_AND_ASSIGN(const auto found, jobs_->FindByRequestId("request"));
  EXPECT_EQ(found->id, "job-2");
  ASSERT_OK_AND_ASSIGN(const auto none, jobs_->FindByRequestId(""));
  EXPECT_FALSE(none.has_value());
}

TEST_F(JobStoreTest, UnknownJobsAreNotFound) {
  EXPECT_THAT(jobs_->Get("job-9"),
              StatusIs(absl::StatusCode::kNotFound, "jobs/job-9 does not exist"));
  EXPECT_THAT(jobs_->Cancel("job-9", clock_.Now()), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(jobs_->Events("job-9", 0, 10), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(JobStoreTest, ListsFilterByState) {
  for (int i = 1; i <= 4; ++i) AddJob(absl::StrCat("job-", i));
  ClaimJob();
  ASSERT_THAT(jobs_->Cancel("job-3", clock_.Now()), IsOk());
  EXPECT_THAT(Ids({10, ""}, std::nullopt), ElementsAre("job-4", "job-3", "job-2", "job-1"));
  EXPECT_THAT(Ids({10, ""}, JobState::kQueued), ElementsAre("job-4", "job-2"));
  EXPECT_THAT(Ids({10, ""}, JobState::kRunning), ElementsAre("job-1"));
  EXPECT_THAT(Ids({10, ""}, JobState::kFailed), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto page, jobs_->List({1, ""}, JobState::kQueued));
  EXPECT_THAT(Ids({1, page.next_token}, JobState::kQueued), ElementsAre("job-2"));
  // A token belongs to its filter.
  EXPECT_THAT(jobs_->List({1, page.next_token}, std::nullopt),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("page_token")));
}

TEST_F(JobStoreTest, CountsAreByState) {
  ASSERT_OK_AND_ASSIGN(JobCounts counts, jobs_->Counts());
  EXPECT_THAT(counts.by_state, IsEmpty());
  for (int i = 1; i <= 3; ++i) AddJob(absl::StrCat("job-", i));
  ClaimJob();
  ASSERT_OK_AND_ASSIGN(counts, jobs_->Counts());
  EXPECT_THAT(counts.by_state,
              ElementsAre(Pair(JobState::kQueued, 2), Pair(JobState::kRunning, 1)));
}

TEST_F(JobStoreTest, AQueuedJobIsCancelledAtOnce) {
  AddJob("job-1");
  clock_.Advance(absl::Seconds(5));
  ASSERT_OK_AND_ASSIGN(const JobRecord job, jobs_->Cancel("job-1", clock_.Now()));
  EXPECT_EQ(job.state, JobState::kCancelled);
  EXPECT_EQ(job.end_time, clock_.Now());
  EXPECT_EQ(Job("job-1").state, JobState::kCancelled);
  EXPECT_THAT(jobs_->Cancel("job-1", clock_.Now()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("CANCELLED")));
  ASSERT_OK_AND_ASSIGN(const auto claimed, jobs_->Claim("w", clock_.Now(), absl::Minutes(1)));
  EXPECT_FALSE(claimed.has_value());
}

TEST_F(JobStoreTest, ARunningJobIsAskedToEnd) {
  AddJob("job-1");
  const Lease lease = ClaimJob();
  for (int i = 0; i < 2; ++i) {  // asking twice is asking once
    ASSERT_OK_AND_ASSIGN(const JobRecord job, jobs_->Cancel("job-1", clock_.Now()));
    EXPECT_EQ(job.state, JobState::kRunning);
    EXPECT_TRUE(job.cancel_requested);
  }
  ASSERT_OK_AND_ASSIGN(const bool cancel, jobs_->Renew(lease, clock_.Now(), absl::Minutes(1)));
  EXPECT_TRUE(cancel);
  ASSERT_THAT(jobs_->FinishCancelled(lease, clock_.Now()), IsOk());
  EXPECT_EQ(Job("job-1").state, JobState::kCancelled);
}

TEST_F(JobStoreTest, EventsOfAJobCountFromOneWithoutGaps) {
  AddJob("job-1");
  AddJob("job-2");
  const Lease lease = ClaimJob();
  const std::string payload("\0\xff payload", 10);
  ASSERT_THAT(jobs_->AppendProgress(lease, payload, clock_.Now()), IsOk());
  ASSERT_THAT(jobs_->Cancel("job-2", clock_.Now()), IsOk());
  clock_.Advance(absl::Seconds(1));
  ASSERT_THAT(jobs_->Fail(lease, clock_.Now(), "no rows"), IsOk());
  Reopen();

  ASSERT_OK_AND_ASSIGN(const auto events, jobs_->Events("job-1", 0, 100));
  ASSERT_THAT(events, ::testing::SizeIs(4));
  const std::vector<JobState> states = {JobState::kQueued, JobState::kRunning, JobState::kRunning,
                                        JobState::kFailed};
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].job_id, "job-1");
    EXPECT_EQ(events[i].sequence, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(events[i].state, states[i]);
    EXPECT_EQ(events[i].kind, i == 2 ? JobEventKind::kProgress : JobEventKind::kState);
  }
  EXPECT_EQ(events[2].payload, payload);
  EXPECT_EQ(events[3].message, "no rows");
  EXPECT_EQ(events[3].time, clock_.Now());
  EXPECT_EQ(Job("job-1").progress, payload);

  ASSERT_OK_AND_ASSIGN(const auto later, jobs_->Events("job-1", 2, 1));
  ASSERT_THAT(later, ::testing::SizeIs(1));
  EXPECT_EQ(later[0].sequence, 3);
  EXPECT_THAT(jobs_->Events("job-1", 0, 0), StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(JobStoreTest, EventsOfAllJobsAreInCommitOrder) {
  AddJob("job-1");
  AddJob("job-2");
  ASSERT_THAT(jobs_->Cancel("job-1", clock_.Now()), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto events, jobs_->EventsAfter(0, 100));
  ASSERT_THAT(events, ::testing::SizeIs(3));
  EXPECT_EQ(events[0].job_id, "job-1");
  EXPECT_EQ(events[1].job_id, "job-2");
  EXPECT_EQ(events[2].job_id, "job-1");
  EXPECT_LT(events[0].global_id, events[1].global_id);
  EXPECT_LT(events[1].global_id, events[2].global_id);
  ASSERT_OK_AND_ASSIGN(const int64_t last, jobs_->LastEventId());
  EXPECT_EQ(last, events[2].global_id);
  ASSERT_OK_AND_ASSIGN(const auto rest, jobs_->EventsAfter(events[0].global_id, 1));
  ASSERT_THAT(rest, ::testing::SizeIs(1));
  EXPECT_EQ(rest[0].global_id, events[1].global_id);
}

}  // namespace
}  // namespace counterweight
