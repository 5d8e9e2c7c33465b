#include "server/drain.h"

#include <gtest/gtest.h>

namespace counterweight {
namespace {

TEST(DrainTest, CallsEverySubscriberOnce) {
  Drain drain;
  int first = 0, second = 0;
  drain.Subscribe([&] { ++first; });
  drain.Subscribe([&] { ++second; });
  EXPECT_FALSE(drain.begun());
  drain.Begin();
  drain.Begin();
  EXPECT_TRUE(drain.begun());
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 1);
}

TEST(DrainTest, CallsLateSubscribersAtOnce) {
  Drain drain;
  drain.Begin();
  int calls = 0;
  drain.Subscribe([&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(DrainTest, CallsNobodyWhoLeft) {
  Drain drain;
  int calls = 0;
  drain.Unsubscribe(drain.Subscribe([&] { ++calls; }));
  drain.Begin();
  EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace counterweight
