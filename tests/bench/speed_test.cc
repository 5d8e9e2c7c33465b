#include <gtest/gtest.h>

#include <limits>

#include "bench/interleaved.h"
#include "bench/peer_process.h"
#include "bench/ratio.h"

namespace counterweight {
namespace {

TEST(RatioLineTest, SaysWhetherTheBoundIsKept) {
  EXPECT_EQ(RatioLine("a job", 1.25, Bound::kAtMost, 1.3), "ratio: a job | 1.25 | <= 1.3 | met");
  EXPECT_EQ(RatioLine("a job", 1.3125, Bound::kAtMost, 1.3),
            "ratio: a job | 1.312 | <= 1.3 | missed");
  EXPECT_EQ(RatioLine("rows", 8, Bound::kAtLeast, 8), "ratio: rows | 8 | >= 8 | met");
  EXPECT_EQ(RatioLine("rows", std::numeric_limits<double>::quiet_NaN(), Bound::kAtLeast, 8),
            "ratio: rows | nan | >= 8 | missed");
}

TEST(MedianCostsTest, LeavesTheFirstRoundOutAndTakesTurns) {
  std::string order;
  double cost = 100;
  const std::vector<Contender> contenders = {
      {"a", [&]() -> absl::StatusOr<double> { return order += 'a', cost /= 10; }},
      {"b", [&]() -> absl::StatusOr<double> { return order += 'b', 2.0; }},
  };
  const auto medians = MedianCosts(contenders, 3);
  ASSERT_TRUE(medians.ok()) << medians.status();
  EXPECT_EQ(order, "abababab");
  EXPECT_NEAR((*medians)[0], 0.1, 1e-12);
  EXPECT_EQ((*medians)[1], 2.0);
}

TEST(MedianCostsTest, AnErrorNamesTheContender) {
  const std::vector<Contender> contenders = {
      CpuContender("the peer", [] { return absl::InternalError("gone"); })};
  const auto medians = MedianCosts(contenders, 3);
  EXPECT_EQ(medians.status().message(), "the peer: gone");
}

TEST(PeerProcessTest, AnAbsentInterpreterIsUnavailable) {
  ASSERT_EQ(setenv("COUNTERWEIGHT_PYTHON", "/nowhere/python3", 1), 0);
  EXPECT_EQ(PeerProcess::Start("absent.py", {}).status().code(), absl::StatusCode::kUnavailable);
  unsetenv("COUNTERWEIGHT_PYTHON");
}

}  // namespace
}  // namespace counterweight
