#include "src/jobs/worker_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <filesystem>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "tests/testing/store_fixture.h"
#include "tests/testing/wait_until.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WorkerLoopTest : public StoreTest {
 protected:
  WorkerLoopTest() : checkpoints_(directory_.File("checkpoints")) {
    std::filesystem::create_directory(checkpoints_);
    options_.owner = "worker";
    options_.checkpoint_dir = checkpoints_;
    options_.lease_ttl = absl::Milliseconds(60);  // renewed and looked at every 20 ms
    options_.poll_interval = absl::Milliseconds(1);
  }

  // Runs at most one job with `runner`. Out: whether there was one.
  bool RunOne(JobRunner runner) {
    WorkerLoop loop(jobs_.get(), &clock_, options_, std::move(runner));
    auto ran = loop.RunOne();
    EXPECT_THAT(ran, IsOk());
    return ran.ok() && *ran;
  }

  std::vector<std::string> CheckpointFiles() const {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(checkpoints_)) {
      names.push_back(file.path().filename().string());
    }
    return names;
  }

  std::vector<JobState> States(const std::string& id) {
    auto events = jobs_->Events(id, 0, 1000);
    EXPECT_THAT(events, IsOk());
    std::vector<JobState> states;
    for (const JobEventRecord& event : *events) {
      if (event.kind == JobEventKind::kState) states.push_back(event.state);
    }
    return states;
  }

  const std::string checkpoints_;
  WorkerLoopOptions options_;
};

// Ten steps; the state is the number of steps done. Stops where the context says so.
absl::StatusOr<ModelRecord> TrainTenSteps(JobContext& context, std::vector<int>* steps) {
  const std::string checkpoint = context.LoadCheckpoint();
  for (int step = checkpoint.empty() ? 0 : std::stoi(checkpoint); step < 10;) {
    steps->push_back(++step);
    if (context.WantsCheckpoint()) {
      CW_RETURN_IF_ERROR(context.SaveCheckpoint(absl::StrCat(step)));
    }
    CW_RETURN_IF_ERROR(context.Continue());
  }
  return MakeModel(absl::StrCat("m-", context.job().id));
}

// Waits until the context says stop. Out: what it said.
absl::Status WaitForStop(JobContext& context) {
  absl::Status status;
  EXPECT_TRUE(WaitUntil([&] {
    status = context.Continue();
    return !status.ok();
  }));
  return status;
}

TEST_F(WorkerLoopTest, AnEmptyQueueIsNoJob) {
  EXPECT_FALSE(RunOne([](JobContext&) { return MakeModel("m-1"); }));
}

TEST_F(WorkerLoopTest, AFinishedModelIsPublished) {
  AddJob("job-1");
  EXPECT_TRUE(RunOne([](JobContext& context) -> absl::StatusOr<ModelRecord> {
    EXPECT_EQ(context.job().id, "job-1");
    EXPECT_EQ(context.job().method, "meta");
    EXPECT_EQ(context.LoadCheckpoint(), "");
    EXPECT_FALSE(context.WantsCheckpoint());
    CW_RETURN_IF_ERROR(context.ReportProgress("halfway"));
    CW_RETURN_IF_ERROR(context.Continue());
    return MakeModel("m-1");
  }));
  EXPECT_EQ(Job("job-1").state, JobState::kSucceeded);
  EXPECT_EQ(Job("job-1").model_id, "m-1");
  EXPECT_EQ(Job("job-1").progress, "halfway");
  ASSERT_OK_AND_ASSIGN(const ModelRecord model, models_->Get("m-1"));
  EXPECT_EQ(model.version, 1);
  EXPECT_EQ(model.job_id, "job-1");
}

TEST_F(WorkerLoopTest, ErrorsThatWouldComeAgainFailTheJobAtOnce) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kInvalidArgument, absl::StatusCode::kFailedPrecondition,
        absl::StatusCode::kNotFound, absl::StatusCode::kDataLoss}) {
    const std::string id = absl::StrCat("job-", static_cast<int>(code));
    AddJob(id);
    EXPECT_TRUE(RunOne([&](JobContext&) { return absl::Status(code, "column x has one class"); }));
    EXPECT_EQ(Job(id).state, JobState::kFailed);
    EXPECT_EQ(Job(id).error, "column x has one class");
    EXPECT_EQ(Job(id).attempt, 1);
  }
}

TEST_F(WorkerLoopTest, OtherErrorsAndExceptionsCountAsAttempts) {
  const std::vector<std::pair<JobRunner, std::string>> runners = {
      {[](JobContext&) -> absl::StatusOr<ModelRecord> {
         return absl::UnavailableError("disk away");
       },
       "disk away; attempt 1 of 4"},
      {[](JobContext&) -> absl::StatusOr<ModelRecord> { throw std::runtime_error("surprise"); },
       "the worker failed: surprise; attempt 2 of 4"},
      {[](JobContext&) -> absl::StatusOr<ModelRecord> { throw std::bad_alloc(); },
       "the worker ran out of memory; attempt 3 of 4"},
      {[](JobContext&) -> absl::StatusOr<ModelRecord> { throw 42; },
       "the worker failed with an unknown exception; attempt 4 of 4"},
  };
  AddJob("job-1", 4);
  for (size_t i = 0; i < runners.size(); ++i) {
    EXPECT_TRUE(RunOne(runners[i].first));
    EXPECT_EQ(Job("job-1").state, i + 1 < runners.size() ? JobState::kQueued : JobState::kFailed);
    EXPECT_EQ(Job("job-1").error, runners[i].second);
  }
}

TEST_F(WorkerLoopTest, ACancelStopsARunningJob) {
  AddJob("job-1");
  EXPECT_TRUE(RunOne([&](JobContext& context) -> absl::StatusOr<ModelRecord> {
    EXPECT_THAT(context.SaveCheckpoint("state"), IsOk());
    EXPECT_THAT(jobs_->Cancel("job-1", clock_.Now()), IsOk());
    const absl::Status stop = WaitForStop(context);
    EXPECT_THAT(stop, StatusIs(absl::StatusCode::kCancelled, _));
    return stop;
  }));
  EXPECT_EQ(Job("job-1").state, JobState::kCancelled);
  EXPECT_THAT(States("job-1"),
              ElementsAre(JobState::kQueued, JobState::kRunning, JobState::kCancelled));
  EXPECT_THAT(CheckpointFiles(), IsEmpty());
}

TEST_F(WorkerLoopTest, TheLeaseIsKeptWhileTheJobRuns) {
  AddJob("job-1");
  EXPECT_TRUE(RunOne([&](JobContext&) -> absl::StatusOr<ModelRecord> {
    for (int i = 0; i < 3; ++i) {
      clock_.Advance(absl::Minutes(1));
      EXPECT_TRUE(WaitUntil([&] { return Job("job-1").lease_expiry > clock_.Now(); }));
    }
    return MakeModel("m-1");
  }));
  EXPECT_EQ(Job("job-1").state, JobState::kSucceeded);
}

TEST_F(WorkerLoopTest, AWorkerThatLostItsLeaseStopsAndPublishesNothing) {
  for (const bool ignores_the_stop : {false, true}) {
    const std::string id = absl::StrCat("job-", ignores_the_stop);
    AddJob(id);
    Lease other;
    EXPECT_TRUE(RunOne([&](JobContext& context) -> absl::StatusOr<ModelRecord> {
      EXPECT_THAT(jobs_->ExpireLeasesOf("worker", clock_.Now(), "it seemed dead"), IsOk());
      other = ClaimJob("other");
      const absl::Status stop = WaitForStop(context);
      EXPECT_THAT(stop, StatusIs(absl::StatusCode::kAborted, HasSubstr("lease lost")));
      EXPECT_THAT(context.SaveCheckpoint("state"), StatusIs(absl::StatusCode::kAborted, _));
      EXPECT_THAT(context.ReportProgress("p"), StatusIs(absl::StatusCode::kAborted, _));
      if (ignores_the_stop) return MakeModel("m-1");
      return stop;
    }));
    EXPECT_EQ(Job(id).state, JobState::kRunning);
    EXPECT_EQ(Job(id).lease_owner, "other");
    EXPECT_EQ(Job(id).checkpoint, "");
    EXPECT_THAT(models_->Get("m-1"), StatusIs(absl::StatusCode::kNotFound, _));
    ASSERT_THAT(jobs_->Fail(other, clock_.Now(), ""), IsOk());
  }
}

// Nobody told this worker before it wrote.
TEST_F(WorkerLoopTest, TheFenceHoldsEvenIfTheLossWasNotNoticed) {
  options_.lease_ttl = absl::Hours(1);
  AddJob("job-1");
  EXPECT_TRUE(RunOne([&](JobContext&) -> absl::StatusOr<ModelRecord> {
    EXPECT_THAT(jobs_->ExpireLeasesOf("worker", clock_.Now(), "it seemed dead"), IsOk());
    return MakeModel("m-1");
  }));
  EXPECT_EQ(Job("job-1").state, JobState::kQueued);
  EXPECT_THAT(models_->Get("m-1"), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(WorkerLoopTest, CheckpointsAreWantedByTheClock) {
  options_.checkpoint_interval = absl::Seconds(5);
  AddJob("job-1");
  EXPECT_TRUE(RunOne([&](JobContext& context) -> absl::StatusOr<ModelRecord> {
    for (int i = 0; i < 2; ++i) {
      EXPECT_FALSE(context.WantsCheckpoint());
      clock_.Advance(absl::Seconds(5));
      EXPECT_TRUE(context.WantsCheckpoint());
      EXPECT_TRUE(context.WantsCheckpoint());  // until it is saved
      EXPECT_THAT(context.SaveCheckpoint(absl::StrCat("state ", i)), IsOk());
      EXPECT_EQ(context.LoadCheckpoint(), absl::StrCat("state ", i));
    }
    EXPECT_THAT(CheckpointFiles(), ElementsAre("job-1.1.checkpoint"));
    EXPECT_EQ(Job("job-1").checkpoint, "job-1.1.checkpoint");
    return MakeModel("m-1");
  }));
  EXPECT_THAT(CheckpointFiles(), IsEmpty());
}

TEST_F(WorkerLoopTest, AJobResumesFromTheCheckpointOfADeadWorker) {
  options_.checkpoint_interval = absl::ZeroDuration();
  AddJob("job-1");
  std::vector<int> steps;
  EXPECT_TRUE(RunOne([&](JobContext& context) -> absl::StatusOr<ModelRecord> {
    steps.push_back(1);
    CW_RETURN_IF_ERROR(context.SaveCheckpoint("1"));
    // What the supervisor does when the process is gone.
    CW_RETURN_IF_ERROR(
        jobs_->ExpireLeasesOf("worker", clock_.Now(), "worker killed by signal 9").status());
    return absl::AbortedError("gone");
  }));
  EXPECT_THAT(CheckpointFiles(), ElementsAre("job-1.1.checkpoint"));
  EXPECT_TRUE(RunOne([&](JobContext& context) { return TrainTenSteps(context, &steps); }));
  EXPECT_THAT(steps, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_EQ(Job("job-1").state, JobState::kSucceeded);
  EXPECT_THAT(CheckpointFiles(), IsEmpty());
}

TEST_F(WorkerLoopTest, ADamagedCheckpointMeansAFreshStart) {
  AddJob("job-1");
  std::vector<int> steps;
  EXPECT_TRUE(RunOne([&](JobContext& context) -> absl::StatusOr<ModelRecord> {
    CW_RETURN_IF_ERROR(context.SaveCheckpoint("7"));
    return absl::InternalError("it broke");
  }));
  ASSERT_THAT(CheckpointFiles(), ElementsAre("job-1.1.checkpoint"));
  std::ofstream(checkpoints_ + "/job-1.1.checkpoint") << "damaged";
  EXPECT_TRUE(RunOne([&](JobContext& context) { return TrainTenSteps(context, &steps); }));
  EXPECT_EQ(steps.size(), 10u);
  EXPECT_EQ(Job("job-1").state, JobState::kSucceeded);
}

TEST_F(WorkerLoopTest, ADrainSavesOnceHandsBackAndTheJobResumes) {
  AddJob("job-1");
  std::vector<int> steps;
  WorkerLoop loop(jobs_.get(), &clock_, options_,
                  [&](JobContext& context) -> absl::StatusOr<ModelRecord> {
                    steps = {1, 2, 3};
                    EXPECT_FALSE(context.WantsCheckpoint());
                    loop.RequestDrain();
                    // Between WantsCheckpoint and Continue: the runner may still save.
                    EXPECT_THAT(context.Continue(), IsOk());
                    EXPECT_TRUE(context.WantsCheckpoint());
                    EXPECT_FALSE(context.WantsCheckpoint());
                    CW_RETURN_IF_ERROR(context.SaveCheckpoint("3"));
                    const absl::Status stop = context.Continue();
                    EXPECT_THAT(stop, StatusIs(absl::StatusCode::kAborted, _));
                    return stop;
                  });
  EXPECT_THAT(loop.Run(), IsOk());
  EXPECT_EQ(Job("job-1").state, JobState::kQueued);
  EXPECT_EQ(Job("job-1").attempt, 0);
  EXPECT_EQ(Job("job-1").checkpoint, "job-1.1.checkpoint");
  ASSERT_OK_AND_ASSIGN(const bool ran, loop.RunOne());
  EXPECT_FALSE(ran);  // a draining loop takes nothing up

  EXPECT_TRUE(RunOne([&](JobContext& context) { return TrainTenSteps(context, &steps); }));
  EXPECT_THAT(steps, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_EQ(Job("job-1").state, JobState::kSucceeded);
  EXPECT_THAT(CheckpointFiles(), IsEmpty());
}

TEST_F(WorkerLoopTest, ARunnerThatNeverSavesIsStoppedByADrainToo) {
  AddJob("job-1");
  WorkerLoop loop(jobs_.get(), &clock_, options_,
                  [&](JobContext& context) -> absl::StatusOr<ModelRecord> {
                    loop.RequestDrain();
                    return WaitForStop(context);
                  });
  EXPECT_THAT(loop.Run(), IsOk());
  EXPECT_EQ(Job("job-1").state, JobState::kQueued);
  EXPECT_EQ(Job("job-1").attempt, 0);
}

TEST_F(WorkerLoopTest, ANewCheckpointReplacesThatOfAnEarlierAttempt) {
  AddJob("job-1");
  const auto save = [](JobContext& context) -> absl::StatusOr<ModelRecord> {
    CW_RETURN_IF_ERROR(context.SaveCheckpoint("state"));
    return absl::InternalError("it broke");
  };
  EXPECT_TRUE(RunOne(save));
  EXPECT_THAT(CheckpointFiles(), ElementsAre("job-1.1.checkpoint"));
  EXPECT_TRUE(RunOne(save));
  EXPECT_THAT(CheckpointFiles(), ElementsAre("job-1.2.checkpoint"));
}

TEST_F(WorkerLoopTest, ACheckpointThatCannotBeWrittenCostsAnAttemptNotTheJob) {
  options_.checkpoint_dir = directory_.File("missing");
  AddJob("job-1");
  EXPECT_TRUE(RunOne([&](JobContext& context) -> absl::StatusOr<ModelRecord> {
    const absl::Status saved = context.SaveCheckpoint("state");
    EXPECT_THAT(saved, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("missing")));
    return saved;
  }));
  EXPECT_EQ(Job("job-1").checkpoint, "");
  EXPECT_EQ(Job("job-1").state, JobState::kQueued);
}

TEST_F(WorkerLoopTest, RunTakesJobAfterJobUntilItDrains) {
  WorkerLoop loop(jobs_.get(), &clock_, options_, [](JobContext& context) {
    return MakeModel(absl::StrCat("m-", context.job().id));
  });
  std::thread thread([&] { EXPECT_THAT(loop.Run(), IsOk()); });
  for (int i = 0; i < 3; ++i) AddJob(absl::StrCat("job-", i));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(
        WaitUntil([&] { return Job(absl::StrCat("job-", i)).state == JobState::kSucceeded; }));
  }
  loop.RequestDrain();
  thread.join();
}

TEST_F(WorkerLoopTest, ADrainEndsAnIdleWait) {
  options_.poll_interval = absl::InfiniteDuration();
  WorkerLoop loop(jobs_.get(), &clock_, options_, [](JobContext&) { return MakeModel("m-1"); });
  std::thread thread([&] { EXPECT_THAT(loop.Run(), IsOk()); });
  loop.RequestDrain();
  thread.join();
}

TEST_F(WorkerLoopTest, ALostDatabaseEndsTheLoop) {
  ASSERT_THAT(database_->Write([](soci::session& sql) {
    sql << "ALTER TABLE jobs RENAME TO hidden_jobs";
    return absl::OkStatus();
  }),
              IsOk());
  WorkerLoop loop(jobs_.get(), &clock_, options_, [](JobContext&) { return MakeModel("m-1"); });
  EXPECT_THAT(loop.Run(), StatusIs(absl::StatusCode::kInternal, HasSubstr("jobs")));
}

TEST_F(WorkerLoopTest, AModelIdThatIsTakenCountsAsAnAttempt) {
  AddJob("job-1");
  AddJob("job-2");
  const auto runner = [](JobContext&) { return MakeModel("m-1"); };
  EXPECT_TRUE(RunOne(runner));
  EXPECT_TRUE(RunOne(runner));
  EXPECT_EQ(Job("job-2").state, JobState::kQueued);
  EXPECT_THAT(Job("job-2").error, HasSubstr("m-1"));
}

}  // namespace
}  // namespace counterweight
