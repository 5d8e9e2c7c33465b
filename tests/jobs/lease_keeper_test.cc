#include "src/jobs/lease_keeper.h"

#include <gtest/gtest.h>

#include "tests/testing/store_fixture.h"
#include "tests/testing/wait_until.h"

namespace counterweight {
namespace {

class LeaseKeeperTest : public StoreTest {};

TEST_F(LeaseKeeperTest, TheLeaseIsRenewedAgainAndAgain) {
  AddJob("job-1");
  const LeaseKeeper keeper(jobs_.get(), &clock_, ClaimJob(), absl::Milliseconds(30));
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(absl::Minutes(1));
    const absl::Time expected = clock_.Now() + absl::Milliseconds(30);
    EXPECT_TRUE(WaitUntil([&] { return Job("job-1").lease_expiry == expected; }));
  }
  EXPECT_FALSE(keeper.lost());
  EXPECT_FALSE(keeper.cancel_requested());
}

// Both by renewing (short ttl) and by looking in between (long ttl).
TEST_F(LeaseKeeperTest, ACancelIsNoticed) {
  for (const absl::Duration ttl : {absl::Milliseconds(30), absl::Minutes(10)}) {
    const std::string id = "job-" + absl::FormatDuration(ttl);
    AddJob(id);
    const LeaseKeeper keeper(jobs_.get(), &clock_, ClaimJob(), ttl);
    ASSERT_THAT(jobs_->Cancel(id, clock_.Now()), IsOk());
    EXPECT_TRUE(WaitUntil([&] { return keeper.cancel_requested(); }));
    EXPECT_FALSE(keeper.lost());
  }
}

TEST_F(LeaseKeeperTest, ALostLeaseIsNoticedEvenIfTheJobRunsElsewhere) {
  for (const absl::Duration ttl : {absl::Milliseconds(30), absl::Minutes(10)}) {
    AddJob("job-" + absl::FormatDuration(ttl));
    const LeaseKeeper keeper(jobs_.get(), &clock_, ClaimJob("worker"), ttl);
    ASSERT_THAT(jobs_->ExpireLeasesOf("worker", clock_.Now(), "it seemed dead"), IsOk());
    ClaimJob("other");
    EXPECT_TRUE(WaitUntil([&] { return keeper.lost(); }));
    EXPECT_FALSE(keeper.cancel_requested());
  }
}

TEST_F(LeaseKeeperTest, EndingItLeavesTheLeaseAsItIs) {
  AddJob("job-1");
  { const LeaseKeeper keeper(jobs_.get(), &clock_, ClaimJob(), absl::Minutes(10)); }
  EXPECT_EQ(Job("job-1").state, JobState::kRunning);
}

}  // namespace
}  // namespace counterweight
