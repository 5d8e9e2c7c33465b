#include "client/interrupt.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "absl/synchronization/notification.h"

namespace counterweight::client {
namespace {

class InterruptScopeTest : public ::testing::TestWithParam<int> {};

TEST_P(InterruptScopeTest, TheFirstSignalCallsTheFunction) {
  absl::Notification interrupted;
  InterruptScope scope([&] { interrupted.Notify(); });
  raise(GetParam());
  interrupted.WaitForNotification();
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptScopeTest, ::testing::Values(SIGINT, SIGTERM));

TEST(InterruptScopeTest, WithoutASignalNothingIsCalled) {
  bool called = false;
  {
    InterruptScope scope([&] { called = true; });
  }
  EXPECT_FALSE(called);
}

TEST(InterruptScopeTest, TheFormerActionComesBack) {
  struct sigaction ignore {};
  struct sigaction original {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGINT, &ignore, &original);
  {
    InterruptScope scope([] {});
  }
  struct sigaction now {};
  sigaction(SIGINT, &original, &now);
  EXPECT_EQ(now.sa_handler, SIG_IGN);
}

TEST(InterruptScopeDeathTest, ASecondSignalEndsTheProcess) {
  EXPECT_EXIT(
      {
        absl::Notification never;
        InterruptScope scope([&] { never.WaitForNotification(); });
        raise(SIGINT);
        raise(SIGINT);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace counterweight::client
