#include "src/jobs/stop_flag.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <thread>

namespace counterweight {
namespace {

TEST(StopFlagTest, WaitsEndWithTheTimeWhileItIsDown) {
  const StopFlag flag;
  EXPECT_FALSE(flag.raised());
  EXPECT_FALSE(flag.WaitFor(absl::Milliseconds(1)));
  EXPECT_FALSE(flag.WaitFor(absl::ZeroDuration()));
  EXPECT_FALSE(flag.WaitFor(-absl::Seconds(1)));
}

TEST(StopFlagTest, RaisingEndsEveryWaitPresentAndFuture) {
  StopFlag flag;
  std::thread first([&] { EXPECT_TRUE(flag.WaitFor(absl::InfiniteDuration())); });
  std::thread second([&] { EXPECT_TRUE(flag.WaitFor(absl::Hours(1))); });
  flag.Raise();
  first.join();
  second.join();
  EXPECT_TRUE(flag.raised());
  EXPECT_TRUE(flag.WaitFor(absl::InfiniteDuration()));
  flag.Raise();  // again changes nothing
  EXPECT_TRUE(flag.WaitFor(absl::ZeroDuration()));
}

StopFlag* signal_flag = nullptr;

TEST(StopFlagTest, ASignalHandlerMayRaiseIt) {
  StopFlag flag;
  signal_flag = &flag;
  struct sigaction action = {}, previous = {};
  action.sa_handler = [](int) { signal_flag->Raise(); };
  ASSERT_EQ(::sigaction(SIGUSR1, &action, &previous), 0);
  errno = EDOM;
  ASSERT_EQ(::raise(SIGUSR1), 0);
  EXPECT_EQ(errno, EDOM);
  EXPECT_TRUE(flag.WaitFor(absl::InfiniteDuration()));
  ::sigaction(SIGUSR1, &previous, nullptr);
}

}  // namespace
}  // namespace counterweight
