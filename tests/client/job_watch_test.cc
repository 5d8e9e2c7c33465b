#include "client/job_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "tests/client/scripted_server.h"
#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

// Tries that follow at once: tests do not wait.
BackoffOptions AtOnce(int retries) { return {retries, absl::ZeroDuration(), absl::ZeroDuration()}; }

// One stream: how many events it sends before it ends, and how.
struct Stream {
  int64_t events = 0;
  grpc::Status end;
  // Sends the events up to the one asked for again, as a careless server might.
  bool repeats = false;
};

// A job with event_count events whose streams break as scripted; after the script they end well.
class ScriptedTraining : public v1::TrainingService::Service {
 public:
  ScriptedTraining(int64_t event_count, std::vector<Stream> script)
      : event_count_(event_count), script_(std::move(script)) {}

  grpc::Status WatchTrainingJob(grpc::ServerContext*, const v1::WatchTrainingJobRequest* request,
                                grpc::ServerWriter<v1::TrainingEvent>* writer) override {
    const Stream stream = Begin(*request);
    int64_t sequence = stream.repeats ? 0 : request->after_sequence();
    for (int64_t sent = 0; sent < stream.events && sequence < event_count_; ++sent) {
      v1::TrainingEvent event;
      event.set_sequence(++sequence);
      event.mutable_progress()->set_step(sequence);
      writer->Write(event);
    }
    return stream.end;
  }

  std::vector<int64_t> asked_after() {
    absl::MutexLock lock(&mutex_);
    return asked_after_;
  }

 private:
  Stream Begin(const v1::WatchTrainingJobRequest& request) {
    absl::MutexLock lock(&mutex_);
    EXPECT_EQ(request.name(), "jobs/j");
    asked_after_.push_back(request.after_sequence());
    if (next_ == script_.size()) return {event_count_, grpc::Status::OK};
    return script_[next_++];
  }

  const int64_t event_count_;
  const std::vector<Stream> script_;
  absl::Mutex mutex_;
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<int64_t> asked_after_ ABSL_GUARDED_BY(mutex_);
};

grpc::Status Broken() { return grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection reset"); }

struct Watched {
  absl::Status status;
  std::vector<int64_t> sequences;
  std::vector<int64_t> asked_after;
};

Watched Watch(int64_t event_count, const std::vector<Stream>& script, int retries,
              int64_t after = 0) {
  ScriptedTraining service(event_count, script);
  ScriptedServer server({&service});
  const auto stub = v1::TrainingService::NewStub(server.InProcess());
  JobWatch watch(stub.get(), "jobs/j", after, AtOnce(retries));
  Watched watched;
  watched.status = watch.Run(
      [&](const v1::TrainingEvent& event) { watched.sequences.push_back(event.sequence()); });
  watched.asked_after = service.asked_after();
  return watched;
}

TEST(JobWatchTest, ResumesAfterTheLastEventItSaw) {
  const Watched watched = Watch(5, {{2, Broken()}, {0, Broken()}, {1, Broken()}}, 3);
  EXPECT_THAT(watched.status, IsOk());
  EXPECT_THAT(watched.sequences, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(watched.asked_after, ElementsAre(0, 2, 2, 3));
}

TEST(JobWatchTest, WhereverItBreaksEveryEventComesExactlyOnce) {
  for (uint64_t seed = 0; seed < 25; ++seed) {
    std::mt19937_64 random(seed);
    const auto events = static_cast<int64_t>(1 + random() % 40);
    std::vector<Stream> script(random() % 8);
    for (Stream& stream : script) {
      stream = {static_cast<int64_t>(random() % 10), Broken(), random() % 3 == 0};
    }
    const Watched watched = Watch(events, script, 10);
    std::vector<int64_t> expected;
    for (int64_t i = 1; i <= events; ++i) expected.push_back(i);
    ASSERT_THAT(watched.status, IsOk()) << "seed " << seed;
    ASSERT_THAT(watched.sequences, ElementsAreArray(expected)) << "seed " << seed;
  }
}

TEST(JobWatchTest, BeginsAfterTheGivenEvent) {
  EXPECT_THAT(Watch(5, {}, 0, /*after=*/3).sequences, ElementsAre(4, 5));
}

TEST(JobWatchTest, GivesUpWhenAllTriesAreSpent) {
  const std::vector<Stream> script(10, Stream{0, Broken()});
  const Watched watched = Watch(5, script, 3);
  EXPECT_THAT(watched.status,
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("connection reset")));
  EXPECT_THAT(watched.asked_after, ElementsAre(0, 0, 0, 0));
}

TEST(JobWatchTest, AnEventRestartsTheCountOfTries) {
  const std::vector<Stream> script(10, Stream{1, Broken()});
  const Watched watched = Watch(11, script, 1);
  EXPECT_THAT(watched.status, IsOk());
  EXPECT_EQ(watched.sequences.size(), 11u);
}

TEST(JobWatchTest, OtherErrorsEndTheWatch) {
  const Watched watched =
      Watch(5, {{1, grpc::Status(grpc::StatusCode::NOT_FOUND, "no such job")}}, 3);
  EXPECT_THAT(watched.status, StatusIs(absl::StatusCode::kNotFound, HasSubstr("no such job")));
  EXPECT_THAT(watched.asked_after, ElementsAre(0));
}

// Sends one event and then nothing until the client goes away.
class SilentTraining : public v1::TrainingService::Service {
 public:
  grpc::Status WatchTrainingJob(grpc::ServerContext* context, const v1::WatchTrainingJobRequest*,
                                grpc::ServerWriter<v1::TrainingEvent>* writer) override {
    v1::TrainingEvent event;
    event.set_sequence(1);
    writer->Write(event);
    while (!context->IsCancelled()) std::this_thread::yield();
    return grpc::Status::CANCELLED;
  }
};

TEST(JobWatchTest, StopEndsAWatchThatWaitsForAnEvent) {
  SilentTraining service;
  ScriptedServer server({&service});
  const auto stub = v1::TrainingService::NewStub(server.InProcess());
  JobWatch watch(stub.get(), "jobs/j", 0, AtOnce(3));
  const absl::Status status = watch.Run([&](const v1::TrainingEvent&) { watch.Stop(); });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped watching jobs/j")));
  EXPECT_EQ(watch.last_sequence(), 1);
}

TEST(JobWatchTest, StopEndsAWatchThatWaitsForItsNextTry) {
  ScriptedTraining service(5, {{1, Broken()}, {0, Broken()}});
  ScriptedServer server({&service});
  const auto stub = v1::TrainingService::NewStub(server.InProcess());
  const BackoffOptions for_ever = {1, absl::InfiniteDuration(), absl::InfiniteDuration()};
  JobWatch watch(stub.get(), "jobs/j", 0, for_ever);
  std::thread stopper;
  const absl::Status status = watch.Run(
      [&](const v1::TrainingEvent&) { stopper = std::thread([&watch] { watch.Stop(); }); });
  stopper.join();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled, _));
}

TEST(JobWatchTest, StopBeforeRunSendsNothing) {
  ScriptedTraining service(5, {});
  ScriptedServer server({&service});
  const auto stub = v1::TrainingService::NewStub(server.InProcess());
  JobWatch watch(stub.get(), "jobs/j", 0, AtOnce(3));
  watch.Stop();
  EXPECT_THAT(watch.Run([](const v1::TrainingEvent&) { FAIL(); }),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("jobs/j")));
  EXPECT_THAT(service.asked_after(), ElementsAre());
}

}  // namespace
}  // namespace counterweight::client
