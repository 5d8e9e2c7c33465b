#include "server/split_work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "absl/synchronization/notification.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

TEST(SplitWorkTest, EveryPartIsDoneOnce) {
  BlockingPool pool("test", 3, 10);
  for (const int64_t parts : {0, 1, 2, 100}) {
    std::vector<std::atomic<int>> done(parts);
    EXPECT_THAT(SplitWork(pool, 3, parts,
                          [&](int64_t part) {
                            ++done[part];
                            return absl::OkStatus();
                          }),
                IsOk());
    for (const std::atomic<int>& times : done) EXPECT_EQ(times, 1);
  }
}

TEST(SplitWorkTest, ABusyPoolHoldsNothingUp) {
  absl::Notification release;
  BlockingPool pool("test", 1, 10);
  ASSERT_THAT(pool.Post([&] { release.WaitForNotification(); }), IsOk());
  std::atomic<int> done{0};
  EXPECT_THAT(SplitWork(pool, 2, 5,
                        [&](int64_t) {
                          ++done;
                          return absl::OkStatus();
                        }),
              IsOk());
  EXPECT_EQ(done, 5);
  release.Notify();  // the helpers that waited find nothing to do
  pool.Close();
  EXPECT_EQ(done, 5);
}

TEST(SplitWorkTest, AClosedPoolIsNoError) {
  BlockingPool pool("test", 1, 10);
  pool.Close();
  EXPECT_THAT(SplitWork(pool, 1, 3, [](int64_t) { return absl::OkStatus(); }), IsOk());
}

TEST(SplitWorkTest, TheErrorOfTheLowestPartIsReturnedAndNoPartBegunAfterIt) {
  BlockingPool pool("test", 2, 10);
  std::atomic<int> begun{0};
  const absl::Status status = SplitWork(pool, 2, 1000, [&](int64_t part) {
    ++begun;
    if (part >= 3) return absl::InvalidArgumentError("part " + std::to_string(part));
    return absl::OkStatus();
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("part 3")));
  EXPECT_LT(begun, 1000);
}

TEST(SplitWorkTest, AnExceptionIsAnError) {
  BlockingPool pool("test", 1, 10);
  EXPECT_THAT(SplitWork(pool, 1, 2,
                        [](int64_t) -> absl::Status { throw std::runtime_error("out of tape"); }),
              StatusIs(absl::StatusCode::kInternal, ::testing::HasSubstr("out of tape")));
}

}  // namespace
}  // namespace counterweight
