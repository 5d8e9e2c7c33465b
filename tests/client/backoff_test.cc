#include "client/backoff.h"

#include <gtest/gtest.h>

namespace counterweight::client {
namespace {

BackoffOptions FourTries() {
  return {/*retries=*/4, /*first_wait=*/absl::Seconds(1), /*longest_wait=*/absl::Seconds(3)};
}

TEST(BackoffTest, WaitsDoubleUpToTheLongestThenEnd) {
  Backoff backoff(FourTries());
  EXPECT_EQ(backoff.Next(), absl::Seconds(1));
  EXPECT_EQ(backoff.Next(), absl::Seconds(2));
  EXPECT_EQ(backoff.Next(), absl::Seconds(3));
  EXPECT_EQ(backoff.Next(), absl::Seconds(3));
  EXPECT_EQ(backoff.Next(), absl::nullopt);
}

TEST(BackoffTest, ResetBeginsAnew) {
  Backoff backoff(FourTries());
  while (backoff.Next().has_value()) {
  }
  backoff.Reset();
  EXPECT_EQ(backoff.Next(), absl::Seconds(1));
}

}  // namespace
}  // namespace counterweight::client
