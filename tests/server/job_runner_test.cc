#include "server/job_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/job_observer.h"
#include "server/training_events.h"
#include "src/application/models.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/service_fixture.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A job context that remembers.
class FakeContext : public JobContext {
 public:
  explicit FakeContext(JobRecord job) : job_(std::move(job)) {}
  const JobRecord& job() const override { return job_; }
  std::string LoadCheckpoint() override { return checkpoint; }
  absl::Status SaveCheckpoint(absl::string_view state) override {
    checkpoint = std::string(state);
    return absl::OkStatus();
  }
  absl::Status ReportProgress(const std::string& payload) override {
    payloads.push_back(payload);
    return absl::OkStatus();
  }
  bool WantsCheckpoint() override { return wants_checkpoint; }
  absl::Status Continue() override { return go_on; }

  std::string checkpoint;
  std::vector<std::string> payloads;
  bool wants_checkpoint = false;
  absl::Status go_on;

 private:
  const JobRecord job_;
};

class JobRunnerTest : public ServiceFixture {
 protected:
  FakeContext Context(std::map<std::string, std::string> options = {}) {
    JobRequest request;
    request.dataset = DatasetName();
    request.method = "plain";
    request.options = std::move(options);
    request.seed = 7;
    const absl::StatusOr<JobView> job = jobs->Create(request);
    EXPECT_THAT(job, IsOk());
    return FakeContext(job->record);
  }
  JobRunner Runner(Trainer trainer) {
    return MakeJobRunner(directory.get(), &clock, &steady, {"4", 2}, std::move(trainer));
  }
  FakeClock steady;
};

TEST_F(JobRunnerTest, TrainsTheDatasetAndStoresTheArtefact) {
  FakeContext context = Context({{"steps", "200"}});
  const JobRunner run = Runner([](const LabelledTable& dataset, const TrainingRequest& request,
                                  absl::string_view checkpoint, TrainingObserver&) {
    EXPECT_EQ(dataset.table.row_count, 5);
    EXPECT_THAT(request.dataset_name, HasSubstr("datasets/ds-"));
    EXPECT_EQ(request.method, "plain");
    EXPECT_EQ(request.options.at("steps"), "200");
    EXPECT_EQ(request.seed, 7u);
    EXPECT_THAT(checkpoint, IsEmpty());
    return SmallArtifact();
  });
  ASSERT_OK_AND_ASSIGN(const ModelRecord record, run(context));
  EXPECT_EQ(record.job_id, context.job().id);
  EXPECT_EQ(record.display_name, "small");
  EXPECT_THAT(directory->blobs().Get(record.blob), IsOk());
}

TEST_F(JobRunnerTest, ContinuesFromACheckpoint) {
  FakeContext context = Context();
  context.checkpoint = "state";
  const JobRunner run = Runner([](const LabelledTable&, const TrainingRequest&,
                                  absl::string_view checkpoint, TrainingObserver&) {
    EXPECT_EQ(checkpoint, "state");
    return SmallArtifact();
  });
  EXPECT_THAT(run(context), IsOk());
}

TEST_F(JobRunnerTest, ACheckpointThatTheTrainerRefusesIsDropped) {
  FakeContext context = Context();
  context.checkpoint = "of another version";
  std::vector<std::string> tried;
  const JobRunner run =
      Runner([&tried](const LabelledTable&, const TrainingRequest&, absl::string_view checkpoint,
                      TrainingObserver&) -> absl::StatusOr<Artifact> {
        tried.emplace_back(checkpoint);
        if (!checkpoint.empty()) return absl::DataLossError("checkpoint: bad version");
        return SmallArtifact();
      });
  EXPECT_THAT(run(context), IsOk());
  EXPECT_THAT(tried, ElementsAre("of another version", ""));
}

TEST_F(JobRunnerTest, WhatTheTrainerSaysIsWhatTheJobSays) {
  FakeContext context = Context();
  int runs = 0;
  const JobRunner run =
      Runner([&runs](const LabelledTable&, const TrainingRequest&, absl::string_view,
                     TrainingObserver&) -> absl::StatusOr<Artifact> {
        ++runs;
        return absl::DataLossError("no checkpoint is to blame");
      });
  EXPECT_THAT(run(context), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("to blame")));
  EXPECT_EQ(runs, 1);
}

TEST_F(JobRunnerTest, MoreThreadsThanTheWorkerHasAreAFailure) {
  FakeContext context = Context({{"threads", "3"}});
  const JobRunner run = Runner([](const LabelledTable&, const TrainingRequest&, absl::string_view,
                                  TrainingObserver&) -> absl::StatusOr<Artifact> {
    ADD_FAILURE() << "must not train";
    return SmallArtifact();
  });
  EXPECT_THAT(run(context), StatusIs(absl::StatusCode::kFailedPrecondition,
                                     ::testing::AllOf(HasSubstr("3 threads"), HasSubstr("has 2"))));
}

TEST_F(JobRunnerTest, AJobCancelledInItsLastStepStoresNothing) {
  FakeContext context = Context();
  const JobRunner run = Runner([&context](const LabelledTable&, const TrainingRequest&,
                                          absl::string_view, TrainingObserver&) {
    context.go_on = absl::CancelledError("cancelled");
    return SmallArtifact();
  });
  EXPECT_THAT(run(context), StatusIs(absl::StatusCode::kCancelled, "cancelled"));
}

class JobObserverTest : public ::testing::Test {
 protected:
  static TrainingProgress Step(int64_t step) {
    TrainingProgress progress;
    progress.step = step;
    progress.total_steps = 100;
    progress.rows_seen = 100 * step;
    return progress;
  }
  FakeContext context{JobRecord()};
  FakeClock clock;
  JobObserver observer{&context, &clock, "4", /*from_start=*/true};
};

TEST_F(JobObserverTest, ProgressBecomesAnEventWithItsPace) {
  clock.Advance(absl::Seconds(2));
  TrainingProgress progress = Step(50);
  progress.validation_average_precision = 0.25;
  ASSERT_THAT(observer.OnProgress(progress), IsOk());
  ASSERT_EQ(context.payloads.size(), 1u);
  ASSERT_OK_AND_ASSIGN(const ReportedProgress reported, DecodeProgress(context.payloads[0]));
  EXPECT_EQ(reported.worker, "4");
  EXPECT_EQ(reported.progress.step(), 50);
  EXPECT_DOUBLE_EQ(reported.progress.rows_per_second(), 2500);
  EXPECT_DOUBLE_EQ(reported.progress.seconds_left(), 2);
  EXPECT_DOUBLE_EQ(reported.progress.validation_average_precision(), 0.25);
  EXPECT_FALSE(reported.progress.has_outer_loss());
}

TEST_F(JobObserverTest, AFastRunWritesFewEventsButAlwaysTheLast) {
  for (int64_t step = 1; step <= 100; ++step) {
    clock.Advance(absl::Milliseconds(10));
    ASSERT_THAT(observer.OnProgress(Step(step)), IsOk());
  }
  EXPECT_LE(context.payloads.size(), 7u);
  ASSERT_OK_AND_ASSIGN(const ReportedProgress last, DecodeProgress(context.payloads.back()));
  EXPECT_EQ(last.progress.step(), 100);
}

TEST_F(JobObserverTest, PassesTheRestThrough) {
  EXPECT_FALSE(observer.WantsCheckpoint());
  context.wants_checkpoint = true;
  EXPECT_TRUE(observer.WantsCheckpoint());
  ASSERT_THAT(observer.OnCheckpoint("state"), IsOk());
  EXPECT_EQ(context.checkpoint, "state");
  context.go_on = absl::AbortedError("drain");
  EXPECT_THAT(observer.Continue(), StatusIs(absl::StatusCode::kAborted, "drain"));
}

}  // namespace
}  // namespace counterweight
