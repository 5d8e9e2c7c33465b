// The methods of JobStore for workers and the supervisor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/random_stream.h"
#include "tests/testing/store_fixture.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class JobLeasesTest : public StoreTest {
 protected:
  // Every write that takes a lease, by name.
  std::map<std::string, std::function<absl::Status(const Lease&)>> LeasedWrites() {
    const absl::Time now = clock_.Now();
    return {
        {"Renew",
         [=](const Lease& lease) { return jobs_->Renew(lease, now, absl::Hours(1)).status(); }},
        {"AppendProgress",
         [=](const Lease& lease) { return jobs_->AppendProgress(lease, "progress", now); }},
        {"RecordCheckpoint",
         [=](const Lease& lease) { return jobs_->RecordCheckpoint(lease, "checkpoint"); }},
        {"Release", [=](const Lease& lease) { return jobs_->Release(lease, now, "drained"); }},
        {"FailAttempt",
         [=](const Lease& lease) { return jobs_->FailAttempt(lease, now, "error").status(); }},
        {"Fail", [=](const Lease& lease) { return jobs_->Fail(lease, now, "error"); }},
        {"FinishCancelled", [=](const Lease& lease) { return jobs_->FinishCancelled(lease, now); }},
        {"Publish",
         [=](const Lease& lease) { return jobs_->Publish(lease, MakeModel("m-1"), now).status(); }},
    };
  }

  std::string LastMessage(const std::string& id) {
    auto events = jobs_->Events(id, 0, 1000);
    EXPECT_THAT(events, IsOk());
    return events.ok() ? events->back().message : "";
  }
};

TEST_F(JobLeasesTest, TheOldestJobIsClaimedFirst) {
  for (int i = 1; i <= 3; ++i) AddJob(absl::StrCat("job-", i));
  EXPECT_EQ(ClaimJob().job_id, "job-1");
  EXPECT_EQ(ClaimJob().job_id, "job-2");
  const Lease third = ClaimJob();
  EXPECT_EQ(third.job_id, "job-3");
  ASSERT_OK_AND_ASSIGN(const auto none, jobs_->Claim("w", clock_.Now(), absl::Minutes(1)));
  EXPECT_FALSE(none.has_value());
  // A job that comes back keeps its place before younger ones.
  AddJob("job-4");
  ASSERT_THAT(jobs_->Release(third, clock_.Now(), ""), IsOk());
  EXPECT_EQ(ClaimJob().job_id, "job-3");
}

TEST_F(JobLeasesTest, AClaimIsALeaseThatSurvivesAReopen) {
  AddJob("job-1");
  clock_.Advance(absl::Seconds(3));
  ASSERT_OK_AND_ASSIGN(const auto claimed,
                       jobs_->Claim("host:1:0", clock_.Now(), absl::Seconds(15)));
  ASSERT_TRUE(claimed.has_value());
  Reopen();
  const JobRecord job = Job("job-1");
  EXPECT_EQ(job.state, JobState::kRunning);
  EXPECT_EQ(job.attempt, 1);
  EXPECT_EQ(job.token, 1);
  EXPECT_EQ(job.token, claimed->token);
  EXPECT_EQ(job.lease_owner, "host:1:0");
  EXPECT_EQ(job.lease_expiry, clock_.Now() + absl::Seconds(15));
  EXPECT_EQ(job.start_time, clock_.Now());
}

TEST_F(JobLeasesTest, AJobIsNeverClaimedTwiceByTwoProcesses) {
  constexpr int kJobs = 40;
  for (int i = 0; i < kJobs; ++i) AddJob(absl::StrCat("job-", i));
  std::mutex mutex;
  std::map<std::string, int> claims;
  std::vector<std::thread> workers;
  for (int w = 0; w < 4; ++w) {
    workers.emplace_back([&, w] {
      auto database = Database::Open(directory_.File("counterweight.db"));
      ASSERT_THAT(database, IsOk());
      JobStore jobs(database->get());
      while (true) {
        auto job = jobs.Claim(absl::StrCat("worker-", w), clock_.Now(), absl::Minutes(1));
        ASSERT_THAT(job, IsOk());
        if (!job->has_value()) return;
        const std::lock_guard<std::mutex> lock(mutex);
        ++claims[(*job)->id];
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_THAT(claims, SizeIs(kJobs));
  for (const auto& [id, count] : claims) EXPECT_EQ(count, 1) << id;
}

TEST_F(JobLeasesTest, RenewingMovesTheExpiry) {
  AddJob("job-1");
  const Lease lease = ClaimJob();
  clock_.Advance(absl::Seconds(50));
  ASSERT_OK_AND_ASSIGN(const bool cancel, jobs_->Renew(lease, clock_.Now(), absl::Minutes(1)));
  EXPECT_FALSE(cancel);
  clock_.Advance(absl::Seconds(50));
  ASSERT_OK_AND_ASSIGN(int expired, jobs_->ExpireLeases(clock_.Now()));
  EXPECT_EQ(expired, 0);
  clock_.Advance(absl::Seconds(10));
  ASSERT_OK_AND_ASSIGN(expired, jobs_->ExpireLeases(clock_.Now()));
  EXPECT_EQ(expired, 1);
}

TEST_F(JobLeasesTest, AnExpiredJobIsQueuedAgainWithTheReason) {
  AddJob("job-1");
  ClaimJob("host:1:0");
  clock_.Advance(absl::Minutes(1));
  ASSERT_THAT(jobs_->ExpireLeases(clock_.Now()), IsOk());
  const JobRecord job = Job("job-1");
  EXPECT_EQ(job.state, JobState::kQueued);
  EXPECT_EQ(job.attempt, 1);
  EXPECT_EQ(job.lease_owner, "");
  EXPECT_THAT(LastMessage("job-1"),
              AllOf(HasSubstr("worker died"), HasSubstr("host:1:0"), HasSubstr("attempt 1 of 3")));
  EXPECT_EQ(ClaimJob().token, 2);
}

TEST_F(JobLeasesTest, OnlyTheJobsOfADeadOwnerExpire) {
  AddJob("job-1");
  AddJob("job-2");
  ClaimJob("dead");
  ClaimJob("alive");
  ASSERT_OK_AND_ASSIGN(const int expired,
                       jobs_->ExpireLeasesOf("dead", clock_.Now(), "worker killed by signal 9"));
  EXPECT_EQ(expired, 1);
  EXPECT_EQ(Job("job-1").state, JobState::kQueued);
  EXPECT_EQ(LastMessage("job-1"), "worker killed by signal 9; attempt 1 of 3");
  EXPECT_EQ(Job("job-2").state, JobState::kRunning);
}

TEST_F(JobLeasesTest, AJobThatKeepsKillingItsWorkerFails) {
  AddJob("job-1", 2);
  for (int attempt = 1; attempt <= 2; ++attempt) {
    ClaimJob("w");
    ASSERT_THAT(jobs_->ExpireLeasesOf("w", clock_.Now(), "worker killed by signal 9"), IsOk());
  }
  const JobRecord job = Job("job-1");
  EXPECT_EQ(job.state, JobState::kFailed);
  EXPECT_EQ(job.error, "worker killed by signal 9; attempt 2 of 2");
  EXPECT_EQ(job.end_time, clock_.Now());
  EXPECT_EQ(LastMessage("job-1"), job.error);
}

TEST_F(JobLeasesTest, ACancelledJobWhoseWorkerDiesIsCancelled) {
  AddJob("job-1");
  ClaimJob();
  ASSERT_THAT(jobs_->Cancel("job-1", clock_.Now()), IsOk());
  clock_.Advance(absl::Minutes(1));
  ASSERT_THAT(jobs_->ExpireLeases(clock_.Now()), IsOk());
  EXPECT_EQ(Job("job-1").state, JobState::kCancelled);
  ASSERT_OK_AND_ASSIGN(const auto none, jobs_->Claim("w", clock_.Now(), absl::Minutes(1)));
  EXPECT_FALSE(none.has_value());
}

// Such rows are not made by this program; a claim must be safe from them all the same.
TEST_F(JobLeasesTest, AClaimEndsQueuedJobsThatMustNotRunAndLooksAtTheNext) {
  for (int i = 1; i <= 3; ++i) AddJob(absl::StrCat("job-", i));
  ASSERT_THAT(database_->Write([](soci::session& sql) {
    sql << "UPDATE jobs SET attempt = 3, error = 'worker killed by signal 9' WHERE id = 'job-1'";
    sql << "UPDATE jobs SET cancel_requested = 1 WHERE id = 'job-2'";
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(ClaimJob().job_id, "job-3");
  EXPECT_EQ(Job("job-1").state, JobState::kFailed);
  EXPECT_EQ(Job("job-1").error, "worker killed by signal 9");
  EXPECT_EQ(Job("job-2").state, JobState::kCancelled);
}

TEST_F(JobLeasesTest, ADrainedJobComesBackUnharmed) {
  AddJob("job-1");
  for (int i = 0; i < 5; ++i) {  // more often than there are attempts
    ASSERT_THAT(jobs_->Release(ClaimJob(), clock_.Now(), "the worker was stopped"), IsOk());
  }
  const JobRecord job = Job("job-1");
  EXPECT_EQ(job.state, JobState::kQueued);
  EXPECT_EQ(job.attempt, 0);
  EXPECT_EQ(job.token, 5);
  EXPECT_EQ(LastMessage("job-1"), "the worker was stopped");
}

TEST_F(JobLeasesTest, ADrainedJobThatWasCancelledIsCancelled) {
  AddJob("job-1");
  const Lease lease = ClaimJob();
  ASSERT_THAT(jobs_->Cancel("job-1", clock_.Now()), IsOk());
  ASSERT_THAT(jobs_->Release(lease, clock_.Now(), ""), IsOk());
  EXPECT_EQ(Job("job-1").state, JobState::kCancelled);
}

TEST_F(JobLeasesTest, ACheckpointForgivesEarlierAttempts) {
  AddJob("job-1", 2);
  jobs_->Claim("w", clock_.Now(), absl::Minutes(1)).IgnoreError();
  ASSERT_THAT(jobs_->ExpireLeasesOf("w", clock_.Now(), "it died"), IsOk());
  const Lease lease = ClaimJob("w");
  EXPECT_EQ(Job("job-1").attempt, 2);
  ASSERT_THAT(jobs_->RecordCheckpoint(lease, "job-1.2.checkpoint"), IsOk());
  EXPECT_EQ(Job("job-1").attempt, 1);
  EXPECT_EQ(Job("job-1").checkpoint, "job-1.2.checkpoint");
  ASSERT_THAT(jobs_->ExpireLeasesOf("w", clock_.Now(), "it died"), IsOk());
  EXPECT_EQ(Job("job-1").state, JobState::kQueued);
  EXPECT_EQ(Job("job-1").checkpoint, "job-1.2.checkpoint");
}

TEST_F(JobLeasesTest, AFailedAttemptIsRetriedUntilTheyAreUsedUp) {
  AddJob("job-1", 2);
  ASSERT_OK_AND_ASSIGN(JobState state, jobs_->FailAttempt(ClaimJob(), clock_.Now(), "out of luck"));
  EXPECT_EQ(state, JobState::kQueued);
  ASSERT_OK_AND_ASSIGN(state, jobs_->FailAttempt(ClaimJob(), clock_.Now(), "out of luck"));
  EXPECT_EQ(state, JobState::kFailed);
  EXPECT_EQ(Job("job-1").error, "out of luck; attempt 2 of 2");
}

TEST_F(JobLeasesTest, PublishingInsertsTheModelAndEndsTheJobTogether) {
  AddJob("job-1");
  const Lease lease = ClaimJob();
  clock_.Advance(absl::Seconds(9));
  ASSERT_OK_AND_ASSIGN(const ModelRecord model,
                       jobs_->Publish(lease, MakeModel("m-1"), clock_.Now()));
  EXPECT_EQ(model.version, 1);
  EXPECT_EQ(model.job_id, "job-1");
  EXPECT_EQ(model.dataset_id, "ds-1");
  Reopen();
  const JobRecord job = Job("job-1");
  EXPECT_EQ(job.state, JobState::kSucceeded);
  EXPECT_EQ(job.model_id, "m-1");
  EXPECT_EQ(job.end_time, clock_.Now());
  EXPECT_THAT(models_->Get("m-1"), IsOk());
}

TEST_F(JobLeasesTest, AModelIdThatIsTakenPublishesNothing) {
  AddJob("job-1");
  AddJob("job-2");
  ASSERT_THAT(jobs_->Publish(ClaimJob(), MakeModel("m-1"), clock_.Now()), IsOk());
  const Lease lease = ClaimJob();
  EXPECT_THAT(jobs_->Publish(lease, MakeModel("m-1"), clock_.Now()),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("m-1")));
  EXPECT_EQ(Job("job-2").state, JobState::kRunning);
  ASSERT_OK_AND_ASSIGN(const ModelRecord model,
                       jobs_->Publish(lease, MakeModel("m-2"), clock_.Now()));
  EXPECT_EQ(model.version, 2);  // the refused one used no number
}

TEST_F(JobLeasesTest, AWorkerWithAnOldTokenCanChangeNothing) {
  AddJob("job-1");
  const Lease old = ClaimJob("worker");
  ASSERT_THAT(jobs_->ExpireLeasesOf("worker", clock_.Now(), "it seemed dead"), IsOk());
  const Lease current = ClaimJob("worker");  // even under the same name
  const std::vector<Lease> wrong = {old,
                                    {"job-1", "other", current.token},
                                    {"job-1", "worker", current.token + 1},
                                    {"job-9", "worker", current.token}};
  const auto before = jobs_->Events("job-1", 0, 100);
  ASSERT_THAT(before, IsOk());
  for (const auto& [name, write] : LeasedWrites()) {
    for (const Lease& lease : wrong) {
      EXPECT_THAT(write(lease),
                  StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("lease lost")))
          << name;
    }
  }
  ASSERT_OK_AND_ASSIGN(const auto after, jobs_->Events("job-1", 0, 100));
  EXPECT_EQ(after.size(), before->size());
  const JobRecord job = Job("job-1");
  EXPECT_EQ(job.state, JobState::kRunning);
  EXPECT_EQ(job.token, current.token);
  EXPECT_EQ(job.checkpoint, "");
  EXPECT_EQ(job.progress, "");
  EXPECT_THAT(models_->Get("m-1"), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(JobLeasesTest, AJobThatHasEndedChangesNoMore) {
  for (const auto& [ending, end] : LeasedWrites()) {
    const std::string id = absl::StrCat("job-", ending);
    AddJob(id);
    const Lease lease = ClaimJob();
    ASSERT_THAT(end(lease), IsOk()) << ending;
    if (!IsFinal(Job(id).state)) {
      jobs_->Cancel(id, clock_.Now()).IgnoreError();
      jobs_->ExpireLeasesOf("worker", clock_.Now(), "").IgnoreError();
    }
    ASSERT_TRUE(IsFinal(Job(id).state)) << ending;
    for (const auto& [name, write] : LeasedWrites()) {
      EXPECT_THAT(write(lease),
                  StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("lease lost")))
          << name << " after " << ending;
    }
  }
}

// Whatever happens to a job in whatever order: tokens only grow, events have no gaps, a final state
// is the last, and attempts stay in range.
TEST_F(JobLeasesTest, InvariantsHoldOverRandomHistories) {
  for (uint64_t seed = 0; seed < 15; ++seed) {
    RandomStream random(seed, "history");
    const std::string id = absl::StrCat("job-", seed);
    AddJob(id);
    Lease lease;
    int64_t last_token = 0;
    for (int step = 0; step < 15 && !IsFinal(Job(id).state); ++step) {
      const absl::Time now = clock_.Now();
      if (Job(id).state == JobState::kQueued) {
        lease = ClaimJob();
        EXPECT_GT(lease.token, last_token);
        last_token = lease.token;
        continue;
      }
      switch (random.Below(8)) {
        case 0:
          EXPECT_THAT(jobs_->Release(lease, now, ""), IsOk());
          break;
        case 1:
          EXPECT_THAT(jobs_->FailAttempt(lease, now, "x"), IsOk());
          break;
        case 2:
          EXPECT_THAT(jobs_->RecordCheckpoint(lease, "c"), IsOk());
          break;
        case 3:
          EXPECT_THAT(jobs_->ExpireLeasesOf("worker", now, "x"), IsOk());
          break;
        case 4:
          EXPECT_THAT(jobs_->Cancel(id, now), IsOk());
          break;
        case 5:
          EXPECT_THAT(jobs_->AppendProgress(lease, "p", now), IsOk());
          break;
        case 6:
          clock_.Advance(absl::Minutes(2));
          EXPECT_THAT(jobs_->ExpireLeases(clock_.Now()), IsOk());
          break;
        case 7:
          EXPECT_THAT(jobs_->Renew(lease, now, absl::Minutes(1)), IsOk());
          break;
      }
      EXPECT_GE(Job(id).attempt, 0);
      EXPECT_LE(Job(id).attempt, Job(id).max_attempts);
    }
    ASSERT_OK_AND_ASSIGN(const auto events, jobs_->Events(id, 0, 1000));
    for (size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(events[i].sequence, static_cast<int64_t>(i) + 1);
      EXPECT_EQ(IsFinal(events[i].state), i + 1 == events.size() && IsFinal(Job(id).state));
    }
    if (!IsFinal(Job(id).state)) {
      jobs_->Cancel(id, clock_.Now()).IgnoreError();
      jobs_->ExpireLeasesOf("worker", clock_.Now(), "").IgnoreError();
    }
  }
}

}  // namespace
}  // namespace counterweight
