#include "src/jobs/event_hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "tests/testing/store_fixture.h"
#include "tests/testing/wait_until.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kPollInterval = absl::Milliseconds(1);

// What a subscriber was told, as "job/sequence".
class Recorder {
 public:
  EventHub::Callback callback() {
    return [this](const JobEventRecord& event) {
      const std::lock_guard<std::mutex> lock(mutex_);
      seen_.push_back(absl::StrCat(event.job_id, "/", event.sequence));
    };
  }
  std::vector<std::string> seen() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return seen_;
  }
  bool WaitForCount(size_t count) const {
    return WaitUntil([&] { return seen().size() >= count; });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> seen_ ABSL_GUARDED_BY(mutex_);
};

class EventHubTest : public StoreTest {};

TEST_F(EventHubTest, EveryEventIsDeliveredOnceInOrder) {
  AddJob("job-before");
  EventHub hub(jobs_.get(), kPollInterval);
  Recorder first, second;
  hub.Subscribe(first.callback());
  hub.Subscribe(second.callback());
  AddJob("job-1");
  AddJob("job-2");
  const Lease lease = ClaimJob();
  EXPECT_EQ(lease.job_id, "job-before");
  ASSERT_THAT(jobs_->AppendProgress(lease, "p", clock_.Now()), IsOk());
  ASSERT_THAT(jobs_->Cancel("job-1", clock_.Now()), IsOk());
  ASSERT_TRUE(first.WaitForCount(5));
  ASSERT_TRUE(second.WaitForCount(5));
  const auto expected =
      ElementsAre("job-1/1", "job-2/1", "job-before/2", "job-before/3", "job-1/2");
  EXPECT_THAT(first.seen(), expected);
  EXPECT_THAT(second.seen(), expected);
}

TEST_F(EventHubTest, EventsOfOtherProcessesArriveAndMoreThanABatchOfThem) {
  AddJob("job-1");
  const Lease lease = ClaimJob();
  EventHub hub(jobs_.get(), kPollInterval);
  Recorder recorder;
  hub.Subscribe(recorder.callback());
  ASSERT_OK_AND_ASSIGN(const auto other, Database::Open(directory_.File("counterweight.db")));
  constexpr int kEvents = 2500;
  ASSERT_THAT(other->Write([](soci::session& sql) {
    for (int i = 3; i < 3 + kEvents; ++i) {
      sql << "INSERT INTO job_events (job_id, sequence, time, kind, state, payload, message) "
             "VALUES ('job-1', :i, 0, 2, 2, '', '')",
          soci::use(i, "i");
    }
    return absl::OkStatus();
  }),
              IsOk());
  ASSERT_TRUE(recorder.WaitForCount(kEvents));
  const std::vector<std::string> seen = recorder.seen();
  ASSERT_EQ(seen.size(), static_cast<size_t>(kEvents));
  for (int i = 0; i < kEvents; ++i) EXPECT_EQ(seen[i], absl::StrCat("job-1/", i + 3));
}

TEST_F(EventHubTest, NothingIsCalledAfterUnsubscribe) {
  EventHub hub(jobs_.get(), kPollInterval);
  Recorder left, stayed;
  const int64_t subscription = hub.Subscribe(left.callback());
  AddJob("job-1");
  ASSERT_TRUE(left.WaitForCount(1));
  hub.Unsubscribe(subscription);
  hub.Subscribe(stayed.callback());
  AddJob("job-2");
  ASSERT_TRUE(stayed.WaitForCount(1));
  EXPECT_THAT(left.seen(), ElementsAre("job-1/1"));
}

TEST_F(EventHubTest, UnsubscribeWaitsForARunningCallback) {
  EventHub hub(jobs_.get(), kPollInterval);
  for (int i = 0; i < 20; ++i) {
    std::atomic<bool> called{false};
    auto alive = std::make_unique<int>(0);  // a sanitizer sees a call after its end
    const int64_t subscription = hub.Subscribe([&](const JobEventRecord&) {
      called = true;
      ++*alive;
    });
    AddJob(absl::StrCat("job-", i));
    ASSERT_TRUE(WaitUntil([&] { return called.load(); }));
    hub.Unsubscribe(subscription);
    EXPECT_EQ(*alive, 1);
    alive.reset();
  }
}

TEST_F(EventHubTest, AStoreThatFailsForAWhileLosesNoEvent) {
  EventHub hub(jobs_.get(), kPollInterval);
  Recorder recorder;
  hub.Subscribe(recorder.callback());
  const auto rename = [&](const char* statement) {
    return database_->Write([&](soci::session& sql) {
      sql << statement;
      return absl::OkStatus();
    });
  };
  AddJob("job-1");
  ASSERT_TRUE(recorder.WaitForCount(1));
  ASSERT_THAT(rename("ALTER TABLE job_events RENAME TO hidden_events"), IsOk());
  // Polls fail for as long as this takes.
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(jobs_->LastEventId().ok());
  ASSERT_THAT(rename("ALTER TABLE hidden_events RENAME TO job_events"), IsOk());
  AddJob("job-2");
  ASSERT_TRUE(recorder.WaitForCount(2));
  EXPECT_THAT(recorder.seen(), ElementsAre("job-1/1", "job-2/1"));
}

TEST_F(EventHubTest, EndingItDoesNotWaitForTheNextPoll) {
  Recorder recorder;
  {
    EventHub hub(jobs_.get(), absl::InfiniteDuration());
    hub.Subscribe(recorder.callback());
  }
  EXPECT_THAT(recorder.seen(), IsEmpty());
}

}  // namespace
}  // namespace counterweight
