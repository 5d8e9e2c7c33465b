#include "src/evaluation/significance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// The test of differences: against zeros.
absl::StatusOr<SignedRankTest> OfDifferences(const std::vector<double>& differences) {
  return WilcoxonSignedRank(differences, std::vector<double>(differences.size(), 0));
}

// 1, -2, 3, 4, 5, -6, ...: every fourth is negative.
std::vector<double> AlternatingDifferences(int count) {
  std::vector<double> differences;
  for (int i = 0; i < count; ++i) differences.push_back(i % 4 == 1 ? -(i + 1) : i + 1);
  return differences;
}

// By the definition: the share of all sign patterns whose smaller rank sum is as small.
double SlowExactPValue(int pairs, double statistic) {
  int as_small = 0;
  for (int signs = 0; signs < 1 << pairs; ++signs) {
    int positive = 0;
    for (int i = 0; i < pairs; ++i) positive += (signs >> i & 1) * (i + 1);
    as_small += std::min(positive, pairs * (pairs + 1) / 2 - positive) <= statistic ? 1 : 0;
  }
  return std::ldexp(as_small, -pairs);
}

// Golden values: scipy.stats.wilcoxon 1.10.1, mode="exact" and mode="approx".

TEST(WilcoxonSignedRankTest, IsExactForFewDistinctDifferences) {
  ASSERT_OK_AND_ASSIGN(const SignedRankTest test,
                       OfDifferences({6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75}));
  EXPECT_EQ(test.statistic, 24);
  EXPECT_DOUBLE_EQ(test.p_value, 0.041259765625);
  EXPECT_EQ(test.pairs, 15);
  EXPECT_TRUE(test.exact);
  EXPECT_DOUBLE_EQ(OfDifferences({1, 2, 3, 4, 5})->p_value, 0.0625);
  EXPECT_DOUBLE_EQ(OfDifferences({1, -2, 3, -4})->p_value, 0.875);
}

TEST(WilcoxonSignedRankTest, TwentyFiveIsTheLastExactNumberOfDifferences) {
  ASSERT_OK_AND_ASSIGN(const SignedRankTest exact, OfDifferences(AlternatingDifferences(25)));
  EXPECT_TRUE(exact.exact);
  EXPECT_EQ(exact.statistic, 72);
  EXPECT_DOUBLE_EQ(exact.p_value, 0.01355469226837158);
  ASSERT_OK_AND_ASSIGN(const SignedRankTest normal, OfDifferences(AlternatingDifferences(26)));
  EXPECT_FALSE(normal.exact);
  EXPECT_EQ(normal.statistic, 98);
  EXPECT_NEAR(normal.p_value, 0.04902855820598209, 1e-14);
}

TEST(WilcoxonSignedRankTest, TiesAndZerosAreCorrectedFor) {
  ASSERT_OK_AND_ASSIGN(const SignedRankTest test,
                       WilcoxonSignedRank({3, 5, 2, 8, 7, 6, 4, 9, 1, 5, 6, 7},
                                          {2, 3, 2, 5, 8, 4, 4, 6, 2, 3, 5, 9}));
  EXPECT_EQ(test.pairs, 10);
  EXPECT_EQ(test.statistic, 11.5);
  EXPECT_NEAR(test.p_value, 0.09821376442090052, 1e-14);
  EXPECT_FALSE(test.exact);
}

TEST(WilcoxonSignedRankTest, ZerosAreDroppedBeforeTheChoiceOfTheDistribution) {
  std::vector<double> differences = AlternatingDifferences(10);
  const SignedRankTest without = *OfDifferences(differences);
  differences.insert(differences.begin() + 3, 30, 0.0);
  ASSERT_OK_AND_ASSIGN(const SignedRankTest with, OfDifferences(differences));
  EXPECT_TRUE(with.exact);
  EXPECT_EQ(with.pairs, 10);
  EXPECT_EQ(with.p_value, without.p_value);
}

TEST(WilcoxonSignedRankTest, NoDifferenceIsNoEvidence) {
  ASSERT_OK_AND_ASSIGN(const SignedRankTest test, WilcoxonSignedRank({0.5, 0.7}, {0.5, 0.7}));
  EXPECT_EQ(test.pairs, 0);
  EXPECT_EQ(test.statistic, 0);
  EXPECT_EQ(test.p_value, 1);
  // Both rank sums the same: as likely as it gets.
  EXPECT_EQ(OfDifferences({1, 2, -3})->p_value, 1);
  EXPECT_DOUBLE_EQ(OfDifferences({1, -1})->p_value, 1);
}

TEST(WilcoxonSignedRankTest, AgreesWithTheDefinitionAndIsSymmetric) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    RandomStream stream(seed, "differences");
    const int pairs = 1 + static_cast<int>(stream.Below(11));
    std::vector<double> first, second;
    for (int i = 0; i < pairs; ++i) {
      first.push_back(stream.Normal() + 0.5);
      second.push_back(stream.Normal());
    }
    ASSERT_OK_AND_ASSIGN(const SignedRankTest test, WilcoxonSignedRank(first, second));
    EXPECT_DOUBLE_EQ(test.p_value, SlowExactPValue(pairs, test.statistic)) << "seed " << seed;
    EXPECT_EQ(WilcoxonSignedRank(second, first)->p_value, test.p_value) << "seed " << seed;
  }
}

TEST(WilcoxonSignedRankTest, BadInputIsNamed) {
  EXPECT_THAT(WilcoxonSignedRank({1, 2}, {1}), StatusIs(kInvalid, HasSubstr("2 and 1 figures")));
  EXPECT_THAT(WilcoxonSignedRank({}, {}), StatusIs(kInvalid, HasSubstr("0 and 0 figures")));
  EXPECT_THAT(WilcoxonSignedRank({1, kNaN}, {1, 2}), StatusIs(kInvalid, HasSubstr("pair 1")));
  EXPECT_THAT(WilcoxonSignedRank({kInfinity}, {kInfinity}),
              StatusIs(kInvalid, HasSubstr("pair 0, inf and inf")));
}

TEST(HolmAdjustedTest, FollowsAHandWorkedExample) {
  // Sorted: 0.005 x 4, 0.01 x 3, 0.03 x 2, 0.04 x 1 -> raised to what stands before it.
  ASSERT_OK_AND_ASSIGN(const std::vector<double> adjusted, HolmAdjusted({0.01, 0.04, 0.03, 0.005}));
  EXPECT_THAT(adjusted,
              ElementsAre(DoubleEq(0.03), DoubleEq(0.06), DoubleEq(0.06), DoubleEq(0.02)));
}

TEST(HolmAdjustedTest, StaysWithinOneAndTreatsTiesAlike) {
  EXPECT_THAT(*HolmAdjusted({0.6, 0.2, 0.6}), ElementsAre(1, DoubleNear(0.6, 1e-15), 1));
  EXPECT_THAT(*HolmAdjusted({0.02, 0.02}), ElementsAre(0.04, 0.04));
  EXPECT_THAT(*HolmAdjusted({0.3}), ElementsAre(0.3));
  EXPECT_THAT(*HolmAdjusted({0, 1}), ElementsAre(0, 1));
  EXPECT_THAT(*HolmAdjusted({}), IsEmpty());
}

TEST(HolmAdjustedTest, BadInputIsNamed) {
  EXPECT_THAT(HolmAdjusted({0.5, 1.5}), StatusIs(kInvalid, HasSubstr("p-value 1 is 1.5")));
  EXPECT_THAT(HolmAdjusted({-0.1}), StatusIs(kInvalid, HasSubstr("p-value 0 is -0.1")));
  EXPECT_THAT(HolmAdjusted({0.1, 0.2, kNaN}), StatusIs(kInvalid, HasSubstr("p-value 2 is nan")));
}

TEST(AverageRanksTest, TheHighestMeanIsFirstAndTiesShare) {
  // Ranks 1, 2.5, 2.5, 4; then 3, 2, 1, 4; then 2.5 for all.
  ASSERT_OK_AND_ASSIGN(
      const std::vector<double> ranks,
      AverageRanks({{0.9, 0.8, 0.8, 0.1}, {0.5, 0.6, 0.7, 0.4}, {0.3, 0.3, 0.3, 0.3}}));
  EXPECT_THAT(ranks, ElementsAre(DoubleEq(6.5 / 3), DoubleEq(7.0 / 3), DoubleEq(2), DoubleEq(3.5)));
  EXPECT_THAT(*AverageRanks({{0.1}}), ElementsAre(1));
}

TEST(AverageRanksTest, BadInputIsNamed) {
  EXPECT_THAT(AverageRanks({}), StatusIs(kInvalid, HasSubstr("no means")));
  EXPECT_THAT(AverageRanks({std::vector<double>()}), StatusIs(kInvalid, HasSubstr("no means")));
  EXPECT_THAT(AverageRanks({{1, 2}, {1}}),
              StatusIs(kInvalid, HasSubstr("dataset 1 has 1 methods")));
  EXPECT_THAT(AverageRanks({{1, 2}, {1, kNaN}}),
              StatusIs(kInvalid, HasSubstr("method 1 on dataset 1 is nan")));
}

}  // namespace
}  // namespace counterweight
