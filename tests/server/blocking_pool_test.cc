#include "server/blocking_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "absl/synchronization/notification.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

TEST(BlockingPoolTest, RunsEveryTaskThatItTook) {
  std::atomic<int> ran{0};
  {
    BlockingPool pool("test", 3, 1000);
    for (int i = 0; i < 1000; ++i) EXPECT_THAT(pool.Post([&ran] { ++ran; }), IsOk());
  }
  EXPECT_EQ(ran, 1000);
}

TEST(BlockingPoolTest, AFullQueueRefusesAtOnce) {
  absl::Notification started, release;
  std::atomic<int> ran{0};
  BlockingPool pool("metadata", 1, 2);
  ASSERT_THAT(pool.Post([&] {
    started.Notify();
    release.WaitForNotification();
  }),
              IsOk());
  started.WaitForNotification();
  EXPECT_THAT(pool.Post([&ran] { ++ran; }), IsOk());
  EXPECT_THAT(pool.Post([&ran] { ++ran; }), IsOk());
  EXPECT_THAT(pool.Post([&ran] { ++ran; }),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("2 metadata requests")));
  release.Notify();
  pool.Close();
  EXPECT_EQ(ran, 2);
}

TEST(BlockingPoolTest, TakesNothingOnceClosed) {
  BlockingPool pool("test", 1, 10);
  pool.Close();
  EXPECT_THAT(pool.Post([] { FAIL(); }),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("shutting down")));
}

TEST(BlockingPoolTest, AnExceptionDoesNotEndTheThread) {
  BlockingPool pool("test", 1, 10);
  absl::Notification ran;
  ASSERT_THAT(pool.Post([] { throw std::runtime_error("oops"); }), IsOk());
  ASSERT_THAT(pool.Post([&ran] { ran.Notify(); }), IsOk());
  ran.WaitForNotification();
}

TEST(BlockingPoolTest, WithoutAQueueOneTaskAThreadIsTaken) {
  absl::Notification release;
  BlockingPool pool("test", 2, 0);
  EXPECT_THAT(pool.Post([&] { release.WaitForNotification(); }), IsOk());
  EXPECT_THAT(pool.Post([&] { release.WaitForNotification(); }), IsOk());
  EXPECT_THAT(pool.Post([] {}), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("busy")));
  release.Notify();
}

}  // namespace
}  // namespace counterweight
