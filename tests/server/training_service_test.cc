#include "server/training_service.h"

#include <thread>

#include "server/training_events.h"
#include "tests/server/running_server.h"
#include "tests/testing/wait_until.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TrainingServiceTest : public RunningServer {
 protected:
  grpc::Status Create(const v1::CreateTrainingJobRequest& request, v1::TrainingJob* job) {
    grpc::ClientContext context;
    return training->CreateTrainingJob(&context, request, job);
  }
  grpc::Status Get(const std::string& name, v1::TrainingJob* job) {
    v1::GetTrainingJobRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    return training->GetTrainingJob(&context, request, job);
  }
  grpc::Status Cancel(const std::string& name, v1::TrainingJob* job) {
    v1::CancelTrainingJobRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    return training->CancelTrainingJob(&context, request, job);
  }
  static v1::WatchTrainingJobRequest WatchRequest(const std::string& name, int64_t after) {
    v1::WatchTrainingJobRequest request;
    request.set_name(name);
    request.set_after_sequence(after);
    return request;
  }
  // Events until the stream ends.
  grpc::Status Watch(const std::string& name, int64_t after,
                     std::vector<v1::TrainingEvent>* events) {
    grpc::ClientContext context;
    const auto reader = training->WatchTrainingJob(&context, WatchRequest(name, after));
    for (v1::TrainingEvent event; reader->Read(&event);) events->push_back(event);
    return reader->Finish();
  }
  absl::Status AppendProgress(const Lease& lease, int64_t step) {
    ReportedProgress reported{"0", {}};
    reported.progress.set_step(step);
    return jobs().AppendProgress(lease, *EncodeProgress(reported), clock.Now());
  }
};

TEST_F(TrainingServiceTest, AJobIsCreatedQueuedWithItsDefaults) {
  const v1::Dataset dataset = UploadSmall();
  v1::CreateTrainingJobRequest request;
  request.mutable_spec()->set_dataset(dataset.name());
  (*request.mutable_spec()->mutable_options())["steps"] = "200";
  request.mutable_spec()->set_seed(0xffffffffffffffffu);
  request.set_request_id("r-1");
  v1::TrainingJob job, again;
  ASSERT_TRUE(Create(request, &job).ok());
  EXPECT_EQ(job.state(), v1::JOB_STATE_QUEUED);
  EXPECT_EQ(job.spec().method(), "library");
  EXPECT_EQ(job.spec().options().at("steps"), "200");
  EXPECT_EQ(job.spec().seed(), 0xffffffffffffffffu);
  EXPECT_EQ(job.spec().model_display_name(), "small");
  EXPECT_EQ(job.max_attempts(), 3);
  EXPECT_GT(job.create_time().seconds(), 0);
  EXPECT_FALSE(job.has_start_time());
  ASSERT_TRUE(Create(request, &again).ok());
  EXPECT_EQ(again.name(), job.name());
  EXPECT_THAT(server->metrics().Text(), HasSubstr("counterweight_queue_depth 1"));
}

TEST_F(TrainingServiceTest, WhatIsWrongWithARequestIsNamed) {
  const std::string dataset = UploadSmall().name();
  v1::TrainingJob job;
  EXPECT_EQ(FieldOf(Create({}, &job)), "spec");
  v1::CreateTrainingJobRequest request;
  request.mutable_spec();
  EXPECT_EQ(FieldOf(Create(request, &job)), "spec.dataset");
  request.mutable_spec()->set_dataset("datasets/ds-none");
  EXPECT_EQ(Create(request, &job).error_code(), grpc::StatusCode::NOT_FOUND);
  request.mutable_spec()->set_dataset(dataset);
  request.mutable_spec()->set_method("magic");
  EXPECT_EQ(FieldOf(Create(request, &job)), "spec.method");
  request.mutable_spec()->set_method("plain");
  (*request.mutable_spec()->mutable_options())["stepz"] = "1";
  EXPECT_EQ(FieldOf(Create(request, &job)), "spec.options[stepz]");
}

TEST_F(TrainingServiceTest, ListsByState) {
  const std::string dataset = UploadSmall().name();
  const v1::TrainingJob first = CreateJob(dataset), second = CreateJob(dataset);
  v1::TrainingJob cancelled;
  ASSERT_TRUE(Cancel(first.name(), &cancelled).ok());
  EXPECT_EQ(cancelled.state(), v1::JOB_STATE_CANCELLED);
  const auto list = [this](int state, v1::ListTrainingJobsResponse* response) {
    v1::ListTrainingJobsRequest request;
    request.set_state(static_cast<v1::JobState>(state));
    grpc::ClientContext context;
    return training->ListTrainingJobs(&context, request, response);
  };
  v1::ListTrainingJobsResponse all, queued, unknown;
  ASSERT_TRUE(list(0, &all).ok());
  ASSERT_EQ(all.jobs_size(), 2);
  EXPECT_EQ(all.jobs(0).name(), second.name());
  ASSERT_TRUE(list(v1::JOB_STATE_QUEUED, &queued).ok());
  ASSERT_EQ(queued.jobs_size(), 1);
  EXPECT_EQ(queued.jobs(0).name(), second.name());
  EXPECT_EQ(FieldOf(list(99, &unknown)), "state");
}

TEST_F(TrainingServiceTest, AnEndedJobCannotBeCancelled) {
  const v1::TrainingJob job = CreateJob(UploadSmall().name());
  v1::TrainingJob response;
  ASSERT_TRUE(Cancel(job.name(), &response).ok());
  EXPECT_EQ(Cancel(job.name(), &response).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(Cancel("jobs/job-none", &response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(TrainingServiceTest, AFailedJobSaysWhyAndShowsItsProgress) {
  const v1::TrainingJob job = CreateJob(UploadSmall().name());
  const Lease lease = Claim();
  ASSERT_THAT(AppendProgress(lease, 25), IsOk());
  ASSERT_THAT(jobs().Fail(lease, clock.Now(), "the label is constant"), IsOk());
  v1::TrainingJob failed;
  ASSERT_TRUE(Get(job.name(), &failed).ok());
  EXPECT_EQ(failed.state(), v1::JOB_STATE_FAILED);
  EXPECT_EQ(failed.error(), "the label is constant");
  EXPECT_EQ(failed.progress().step(), 25);
  EXPECT_TRUE(failed.has_end_time());
}

TEST_F(TrainingServiceTest, AWatchSeesEveryEventAsItHappensAndEndsWithTheJob) {
  const v1::TrainingJob job = CreateJob(UploadSmall().name());
  grpc::ClientContext context;
  const auto reader = training->WatchTrainingJob(&context, WatchRequest(job.name(), 0));
  v1::TrainingEvent event;
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.sequence(), 1);
  EXPECT_EQ(event.state(), v1::JOB_STATE_QUEUED);

  const Lease lease = Claim();
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.state(), v1::JOB_STATE_RUNNING);
  ASSERT_THAT(AppendProgress(lease, 25), IsOk());
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.sequence(), 3);
  EXPECT_EQ(event.progress().step(), 25);
  ASSERT_THAT(jobs().Fail(lease, clock.Now(), "no more"), IsOk());
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.state(), v1::JOB_STATE_FAILED);
  EXPECT_EQ(event.message(), "no more");
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(TrainingServiceTest, AWatchResumedAnywhereLosesAndDoublesNothing) {
  const v1::TrainingJob job = CreateJob(UploadSmall().name());
  const Lease lease = Claim();
  for (int step = 1; step <= 700; ++step) ASSERT_THAT(AppendProgress(lease, step), IsOk());
  ASSERT_THAT(jobs().Fail(lease, clock.Now(), "end"), IsOk());
  constexpr int64_t kLast = 703;
  for (const int64_t after : {0, 1, 255, 256, 257, 512, 702}) {
    std::vector<v1::TrainingEvent> events;
    ASSERT_TRUE(Watch(job.name(), after, &events).ok());
    ASSERT_EQ(static_cast<int64_t>(events.size()), kLast - after);
    for (size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(events[i].sequence(), after + 1 + static_cast<int64_t>(i));
    }
    EXPECT_EQ(events.back().state(), v1::JOB_STATE_FAILED);
  }
  std::vector<v1::TrainingEvent> none;
  EXPECT_TRUE(Watch(job.name(), kLast, &none).ok());
  EXPECT_TRUE(none.empty());
}

// Appends run beside the watch, so that reads, writes and wake-ups meet in every order.
TEST_F(TrainingServiceTest, AWatchBesideAFastWriterMissesNothing) {
  const v1::TrainingJob job = CreateJob(UploadSmall().name());
  const Lease lease = Claim();
  std::thread writer([&] {
    for (int step = 1; step <= 300; ++step) EXPECT_THAT(AppendProgress(lease, step), IsOk());
    EXPECT_THAT(jobs().Fail(lease, clock.Now(), "end"), IsOk());
  });
  std::vector<v1::TrainingEvent> events;
  EXPECT_TRUE(Watch(job.name(), 0, &events).ok());
  writer.join();
  ASSERT_EQ(events.size(), 303u);
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].sequence(), static_cast<int64_t>(i) + 1);
  }
}

TEST_F(TrainingServiceTest, AProgressThatCannotBeReadKeepsItsPlace) {
  const v1::TrainingJob job = CreateJob(UploadSmall().name());
  const Lease lease = Claim();
  ASSERT_THAT(jobs().AppendProgress(lease, "damaged", clock.Now()), IsOk());
  ASSERT_THAT(jobs().Fail(lease, clock.Now(), "end"), IsOk());
  std::vector<v1::TrainingEvent> events;
  ASSERT_TRUE(Watch(job.name(), 0, &events).ok());
  ASSERT_EQ(events.size(), 4u);
  EXPECT_TRUE(events[2].has_progress());
  EXPECT_THAT(events[2].message(), HasSubstr("progress"));
}

TEST_F(TrainingServiceTest, AWatchOfNothingIsToldAtOnce) {
  std::vector<v1::TrainingEvent> events;
  EXPECT_EQ(Watch("jobs/job-none", 0, &events).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(FieldOf(Watch("datasets/x", 0, &events)), "name");
  EXPECT_EQ(FieldOf(Watch("jobs/job-none", -1, &events)), "after_sequence");
  EXPECT_TRUE(events.empty());
}

TEST_F(TrainingServiceTest, AWatchEndsAtItsDeadline) {
  const v1::TrainingJob job = CreateJob(UploadSmall().name());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
  const auto reader = training->WatchTrainingJob(&context, WatchRequest(job.name(), 0));
  for (v1::TrainingEvent event; reader->Read(&event);) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(TrainingServiceTest, ADrainSendsWatchersAwayWithThePlaceToGoOnFrom) {
  const v1::TrainingJob job = CreateJob(UploadSmall().name());
  grpc::ClientContext context;
  const auto reader = training->WatchTrainingJob(&context, WatchRequest(job.name(), 0));
  v1::TrainingEvent event;
  ASSERT_TRUE(reader->Read(&event));
  std::thread drain([this] { server->Drain(absl::Minutes(5)); });
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_THAT(reader->Finish(),
              IsGrpcStatus(grpc::StatusCode::UNAVAILABLE,
                           "the server is shutting down; watch again after sequence 1"));
  drain.join();
  server.reset();
  Start();
  ASSERT_THAT(jobs().Fail(Claim(), clock.Now(), "end"), IsOk());
  std::vector<v1::TrainingEvent> rest;
  EXPECT_TRUE(Watch(job.name(), 1, &rest).ok());
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(rest[0].sequence(), 2);
}

TEST_F(TrainingServiceTest, JobEventsBecomeMetrics) {
  CreateJob(UploadSmall().name());
  const Lease lease = Claim();
  ReportedProgress reported{"7", {}};
  reported.progress.set_rows_per_second(1234);
  ASSERT_THAT(jobs().AppendProgress(lease, *EncodeProgress(reported), clock.Now()), IsOk());
  const auto shows = [this](const std::string& line) {
    return WaitUntil([&] { return server->metrics().Text().find(line) != std::string::npos; });
  };
  EXPECT_TRUE(shows("counterweight_training_rows_per_second{worker=\"7\"} 1234"));
  ASSERT_THAT(jobs().Fail(lease, clock.Now(), "end"), IsOk());
  EXPECT_TRUE(shows("counterweight_job_duration_seconds_count{state=\"FAILED\"} 1"));
  EXPECT_TRUE(shows("counterweight_jobs{state=\"FAILED\"} 1"));
  EXPECT_EQ(server->metrics().Text().find("worker=\"7\""), std::string::npos);
}

}  // namespace
}  // namespace counterweight
