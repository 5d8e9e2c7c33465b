#include "src/jobs/supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "tests/testing/store_fixture.h"
#include "tests/testing/wait_until.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class SupervisorTest : public StoreTest {
 protected:
  SupervisorOptions Options(std::vector<std::string> command, int workers = 1) {
    SupervisorOptions options;
    options.workers = workers;
    options.command = std::move(command);
    options.check_interval = absl::Milliseconds(2);
    options.restart_delay_min = absl::Milliseconds(1);
    options.restart_delay_max = absl::Milliseconds(50);
    return options;
  }

  // A worker that writes its owner to the file slot-N and then waits for signals.
  std::vector<std::string> WaitingWorker() {
    return {"/bin/sh", "-c",      "echo $1 > $2.tmp && mv $2.tmp $2 && exec sleep 1000",
            "sh",      "{owner}", directory_.File("slot-{slot}")};
  }

  std::unique_ptr<Supervisor> Start(SupervisorOptions options) {
    SupervisorObserver observer;
    observer.on_worker_started = [this] {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++started_;
    };
    observer.on_worker_died = [this](const std::string& reason) {
      const std::lock_guard<std::mutex> lock(mutex_);
      deaths_.push_back(reason);
    };
    auto supervisor = Supervisor::Start(std::move(options), jobs_.get(), &clock_, observer);
    EXPECT_THAT(supervisor, IsOk());
    return *std::move(supervisor);
  }

  int started() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return started_;
  }
  std::vector<std::string> deaths() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return deaths_;
  }
  // The owner that the worker of this slot wrote; empty before it did.
  std::string OwnerOf(int slot) {
    std::ifstream file(directory_.File("slot-" + std::to_string(slot)));
    std::string owner;
    std::getline(file, owner);
    return owner;
  }

  std::mutex mutex_;
  int started_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> deaths_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(SupervisorTest, AsManyWorkersRunAsWereAskedForEachWithItsOwnOwner) {
  const auto supervisor = Start(Options(WaitingWorker(), 3));
  std::set<std::string> owners;
  for (int slot = 0; slot < 3; ++slot) {
    ASSERT_TRUE(WaitUntil([&] { return !OwnerOf(slot).empty(); }));
    owners.insert(OwnerOf(slot));
  }
  EXPECT_THAT(owners, SizeIs(3));
  ASSERT_TRUE(WaitUntil([&] { return supervisor->running_workers() == 3; }));
  EXPECT_THAT(supervisor->worker_pids(), SizeIs(3));
  EXPECT_EQ(started(), 3);
}

TEST_F(SupervisorTest, AKilledWorkerLosesItsJobAtOnceAndIsReplaced) {
  AddJob("job-1");
  const auto supervisor = Start(Options(WaitingWorker()));
  ASSERT_TRUE(WaitUntil([&] { return !OwnerOf(0).empty(); }));
  const std::string owner = OwnerOf(0);
  ASSERT_TRUE(WaitUntil([&] { return supervisor->running_workers() == 1; }));
  const int pid = supervisor->worker_pids()[0];
  ClaimJob(owner);

  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  // The clock stands still: no lease ran out, it was taken.
  ASSERT_TRUE(WaitUntil([&] { return Job("job-1").state == JobState::kQueued; }));
  EXPECT_THAT(Job("job-1").error, StartsWith("worker killed by signal 9"));
  EXPECT_THAT(Job("job-1").error, HasSubstr("attempt 1 of 3"));
  ASSERT_TRUE(WaitUntil([&] { return OwnerOf(0) != owner; }));
  ASSERT_TRUE(WaitUntil([&] { return supervisor->running_workers() == 1; }));
  EXPECT_NE(supervisor->worker_pids()[0], pid);
  EXPECT_THAT(deaths(), Each(StartsWith("worker killed by signal 9")));
  EXPECT_THAT(deaths(), SizeIs(1));
}

TEST_F(SupervisorTest, WorkersThatExitAreRestartedWithTheReason) {
  const auto supervisor = Start(Options({"/bin/sh", "-c", "exit 3"}));
  ASSERT_TRUE(WaitUntil([&] { return deaths().size() >= 4; }));
  EXPECT_THAT(deaths(), Each("worker exited with status 3"));
}

TEST_F(SupervisorTest, WorkersThatDieYoungAreRestartedEverLater) {
  SupervisorOptions options = Options({"/bin/sh", "-c", "exit 3"});
  options.restart_delay_min = absl::Milliseconds(1);
  options.restart_delay_max = absl::Hours(1);
  const auto supervisor = Start(std::move(options));
  // 1 + 2 + 4 + 8 + 16 ms later.
  ASSERT_TRUE(WaitUntil([&] { return deaths().size() >= 5; }));
}

TEST_F(SupervisorTest, AWorkerIsNotRestartedBeforeItsDelay) {
  SupervisorOptions options = Options({"/bin/sh", "-c", "exit 3"});
  options.restart_delay_min = options.restart_delay_max = absl::Hours(1);
  AddJob("job-1");
  const auto supervisor = Start(std::move(options));
  ASSERT_TRUE(WaitUntil([&] { return deaths().size() == 1; }));
  // The supervisor has gone round since: it has taken back a lease that ran out after the death.
  ClaimJob();
  clock_.Advance(absl::Hours(2));
  ASSERT_TRUE(WaitUntil([&] { return Job("job-1").state == JobState::kQueued; }));
  EXPECT_EQ(started(), 1);
  EXPECT_EQ(supervisor->running_workers(), 0);
}

TEST_F(SupervisorTest, AProgramThatIsMissingIsTriedAgain) {
  const std::string program = directory_.File("worker");
  const auto supervisor = Start(Options({program}));
  std::ofstream(program + ".new") << "#!/bin/sh\nexec sleep 1000\n";
  ASSERT_EQ(::chmod((program + ".new").c_str(), 0755), 0);
  ASSERT_EQ(::rename((program + ".new").c_str(), program.c_str()), 0);
  EXPECT_TRUE(WaitUntil([&] { return supervisor->running_workers() == 1; }));
}

TEST_F(SupervisorTest, LeasesOfWorkersElsewhereRunOut) {
  AddJob("job-1");
  ClaimJob("elsewhere");
  const auto supervisor = Start(Options({}, 0));
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(WaitUntil([&] { return Job("job-1").state == JobState::kQueued; }));
  EXPECT_THAT(Job("job-1").error, HasSubstr("elsewhere"));
  EXPECT_EQ(supervisor->running_workers(), 0);
}

TEST_F(SupervisorTest, DrainingStopsAllWorkersForGood) {
  const auto supervisor = Start(Options(WaitingWorker(), 2));
  ASSERT_TRUE(WaitUntil([&] { return supervisor->running_workers() == 2; }));
  const std::vector<int> pids = supervisor->worker_pids();
  supervisor->Drain(absl::InfiniteDuration());
  for (const int pid : pids) EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(supervisor->running_workers(), 0);
  EXPECT_EQ(started(), 2);
  EXPECT_THAT(deaths(), IsEmpty());
  supervisor->Drain(absl::InfiniteDuration());  // again does nothing
}

TEST_F(SupervisorTest, AWorkerThatDoesNotStopInTimeIsKilledAndLosesItsJob) {
  AddJob("job-1");
  // Ignored signals stay ignored over exec.
  std::vector<std::string> command = WaitingWorker();
  command[2] = "trap '' TERM; " + command[2];
  const auto supervisor = Start(Options(std::move(command)));
  ASSERT_TRUE(WaitUntil([&] { return !OwnerOf(0).empty(); }));
  ASSERT_TRUE(WaitUntil([&] { return supervisor->running_workers() == 1; }));
  const int pid = supervisor->worker_pids()[0];
  ClaimJob(OwnerOf(0));
  supervisor->Drain(absl::Milliseconds(20));
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(Job("job-1").state, JobState::kQueued);
  EXPECT_THAT(Job("job-1").error, HasSubstr("did not stop in time"));
}

TEST_F(SupervisorTest, ADestroyedSupervisorLeavesNoWorker) {
  auto supervisor = Start(Options(WaitingWorker(), 2));
  ASSERT_TRUE(WaitUntil([&] { return supervisor->running_workers() == 2; }));
  const std::vector<int> pids = supervisor->worker_pids();
  supervisor.reset();
  for (const int pid : pids) EXPECT_EQ(::kill(pid, 0), -1);
}

TEST_F(SupervisorTest, OptionsOutOfRangeAreRefused) {
  const auto start = [&](SupervisorOptions options) {
    return Supervisor::Start(std::move(options), jobs_.get(), &clock_, {}).status();
  };
  EXPECT_THAT(start(Options({"x"}, -1)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("workers")));
  EXPECT_THAT(start(Options({"x"}, 65)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("64")));
  EXPECT_THAT(start(Options({}, 1)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("command")));
  SupervisorOptions options = Options({"x"});
  options.niceness = 20;
  EXPECT_THAT(start(options), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("niceness")));
  options = Options({"x"});
  options.restart_delay_max = absl::ZeroDuration();
  EXPECT_THAT(start(options), StatusIs(absl::StatusCode::kInvalidArgument, _));
}

}  // namespace
}  // namespace counterweight
