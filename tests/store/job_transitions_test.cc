#include "src/store/job_transitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1000000000);

JobRecord RunningJob(int attempt, int max_attempts, bool cancel_requested) {
  JobRecord job;
  job.id = "job-1";
  job.state = JobState::kRunning;
  job.attempt = attempt;
  job.max_attempts = max_attempts;
  job.token = 7;
  job.lease_owner = "worker";
  job.lease_expiry = kNow;
  job.cancel_requested = cancel_requested;
  return job;
}

TEST(JobTransitionsTest, StatesHaveNamesAndEnds) {
  const std::vector<std::pair<JobState, std::string>> names = {{JobState::kQueued, "QUEUED"},
                                                               {JobState::kRunning, "RUNNING"},
                                                               {JobState::kSucceeded, "SUCCEEDED"},
                                                               {JobState::kFailed, "FAILED"},
                                                               {JobState::kCancelled, "CANCELLED"}};
  for (const auto& [state, name] : names) {
    EXPECT_EQ(JobStateName(state), name);
    EXPECT_EQ(IsFinal(state), name != "QUEUED" && name != "RUNNING") << name;
  }
}

TEST(JobTransitionsTest, AClaimCountsTheAttemptAndTheToken) {
  JobRecord job;
  job.error = "worker killed by signal 9; attempt 1 of 3";
  EXPECT_EQ(StartAttempt(job, "worker", kNow, absl::Seconds(15)), "");
  EXPECT_EQ(job.state, JobState::kRunning);
  EXPECT_EQ(job.attempt, 1);
  EXPECT_EQ(job.token, 1);
  EXPECT_EQ(job.lease_owner, "worker");
  EXPECT_EQ(job.lease_expiry, kNow + absl::Seconds(15));
  EXPECT_EQ(job.start_time, kNow);
  EXPECT_EQ(job.error, "");

  LoseAttempt(job, kNow, "it died");
  EXPECT_EQ(StartAttempt(job, "other", kNow + absl::Seconds(1), absl::Seconds(15)),
            "attempt 2 of 3");
  EXPECT_EQ(job.token, 2);
  EXPECT_EQ(job.start_time, kNow);  // of the first attempt
}

struct LeaveCase {
  std::string name;
  int attempt, max_attempts;
  bool cancel_requested;
  JobState lost_state;  // after LoseAttempt
  std::string lost_error;
  JobState back_state;  // after HandBack
  int back_attempt;
};

TEST(JobTransitionsTest, LeavingRunning) {
  const std::vector<LeaveCase> cases = {
      {"first attempt", 1, 3, false, JobState::kQueued, "it died; attempt 1 of 3",
       JobState::kQueued, 0},
      {"second attempt", 2, 3, false, JobState::kQueued, "it died; attempt 2 of 3",
       JobState::kQueued, 1},
      {"last attempt", 3, 3, false, JobState::kFailed, "it died; attempt 3 of 3", JobState::kQueued,
       2},
      {"only attempt", 1, 1, false, JobState::kFailed, "it died; attempt 1 of 1", JobState::kQueued,
       0},
      {"cancelled", 1, 3, true, JobState::kCancelled, "", JobState::kCancelled, 1},
      {"cancelled at the last attempt", 3, 3, true, JobState::kCancelled, "", JobState::kCancelled,
       3},
  };
  for (const LeaveCase& c : cases) {
    SCOPED_TRACE(c.name);
    JobRecord lost = RunningJob(c.attempt, c.max_attempts, c.cancel_requested);
    EXPECT_EQ(LoseAttempt(lost, kNow, "it died"), c.lost_error);
    EXPECT_EQ(lost.state, c.lost_state);
    EXPECT_EQ(lost.error, c.lost_error);
    EXPECT_EQ(lost.end_time.has_value(), IsFinal(c.lost_state));

    JobRecord back = RunningJob(c.attempt, c.max_attempts, c.cancel_requested);
    HandBack(back, kNow, "drained");
    EXPECT_EQ(back.state, c.back_state);
    EXPECT_EQ(back.attempt, c.back_attempt);

    for (const JobRecord& job : {lost, back}) {
      EXPECT_EQ(job.lease_owner, "");
      EXPECT_FALSE(job.lease_expiry.has_value());
      EXPECT_EQ(job.token, 7);  // the next claim's is greater
    }
  }
}

TEST(JobTransitionsTest, OnlyFailedKeepsAnError) {
  for (const JobState state : {JobState::kSucceeded, JobState::kFailed, JobState::kCancelled}) {
    JobRecord job = RunningJob(1, 3, false);
    Finish(job, state, kNow, "reason");
    EXPECT_EQ(job.state, state);
    EXPECT_EQ(job.end_time, kNow);
    EXPECT_EQ(job.error, state == JobState::kFailed ? "reason" : "");
  }
  JobRecord job = RunningJob(3, 3, false);
  Finish(job, JobState::kFailed, kNow, "");
  EXPECT_NE(job.error, "");  // a failed job always says something
}

TEST(JobTransitionsTest, WhatMayBeClaimed) {
  JobRecord job;
  EXPECT_EQ(StateBeforeClaim(job), JobState::kQueued);
  job.attempt = 3;
  EXPECT_EQ(StateBeforeClaim(job), JobState::kFailed);
  job.cancel_requested = true;
  EXPECT_EQ(StateBeforeClaim(job), JobState::kCancelled);
}

TEST(JobTransitionsTest, OnlyTheExactLeaseHolds) {
  const JobRecord job = RunningJob(1, 3, false);
  EXPECT_THAT(CheckLease(job, {"job-1", "worker", 7}), IsOk());
  JobRecord queued = job;
  queued.state = JobState::kQueued;
  for (const absl::Status& status :
       {CheckLease(job, {"job-1", "worker", 6}), CheckLease(job, {"job-1", "other", 7}),
        CheckLease(queued, {"job-1", "worker", 7})}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("lease lost")));
  }
}

}  // namespace
}  // namespace counterweight
