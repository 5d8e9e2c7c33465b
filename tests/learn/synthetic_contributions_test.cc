#include "src/learn/synthetic_contributions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

constexpr int kMembers = 3;

// `rows` rows, the first half of class 1, the rest of class 2 (of three classes), every member but
// (row % 4) may use a row; row % 4 == 3: all may.
SyntheticSet MakeSet(int64_t rows) {
  SyntheticSet set;
  set.features = {rows, 1, std::vector<float>(rows, 0.f)};
  for (int64_t row = 0; row < rows; ++row) set.classes.push_back(row < rows / 2 ? 1 : 2);
  for (int member = 0; member < kMembers; ++member) {
    for (int64_t row = 0; row < rows; ++row) set.usable.push_back(row % 4 != member);
  }
  return set;
}

std::vector<float> RandomProducts(int64_t rows, uint64_t seed) {
  RandomStream stream(seed, "products");
  std::vector<float> products(kMembers * rows);
  for (float& value : products) value = static_cast<float>(stream.Normal());
  return products;
}

const std::vector<uint8_t> kAllCount = {1, 1, 1};

TEST(SyntheticContributionsTest, StartEqualWithTheGivenMass) {
  const SyntheticSet set = MakeSet(16);
  const SyntheticContributions contributions(set, 3, kMembers, {0.25, 0.15, 0.15});
  EXPECT_THAT(contributions.weights(), Each(1.0));
  EXPECT_THAT(contributions.masses()[0], 0.0);
  EXPECT_DOUBLE_EQ(contributions.masses()[1], 0.25);
  EXPECT_DOUBLE_EQ(contributions.total_mass(), 0.25);
  EXPECT_EQ(contributions.Coefficient(0, 0), 0);  // row 0 is not member 0's to use
  EXPECT_DOUBLE_EQ(contributions.Coefficient(0, 1), 0.25 / 0.75);
}

TEST(SyntheticContributionsTest, OneUpdateFollowsTheRuleByHand) {
  SyntheticSet set;
  set.features = {2, 1, {0, 0}};
  set.classes = {1, 1};
  set.usable = {1, 1};
  SyntheticContributions contributions(set, 2, 1, {0.1, 0.15, 0.2});
  contributions.Update(std::vector<float>{3.f, -1.f}, std::vector<uint8_t>{1});
  const double rms = std::sqrt((9.0 + 1.0) / 2);
  const double mean = (3 - 1) / rms / 2;
  // Two deviations are opposite and of equal size, so over their rms they are +1 and -1.
  const double heavy = std::exp(0.15), light = std::exp(-0.15);
  EXPECT_NEAR(contributions.weights()[0], 2 * light / (heavy + light), 1e-6);
  EXPECT_NEAR(contributions.weights()[1], 2 * heavy / (heavy + light), 1e-6);
  EXPECT_NEAR(contributions.masses()[1], 0.1 * std::exp(-0.2 * 0.1 * mean), 1e-8);
}

TEST(SyntheticContributionsTest, WeightsKeepMeanOneWithinEachClassAndMassesTheirBounds) {
  const SyntheticSet set = MakeSet(40);
  SyntheticContributions contributions(set, 3, kMembers, {0.1, 1.0, 1.0});
  for (uint64_t step = 0; step < 300; ++step) {
    std::vector<float> products = RandomProducts(40, step);
    for (float& value : products) value += step < 150 ? 3.f : -3.f;
    contributions.Update(products, kAllCount);
    const absl::Span<const double> weights = contributions.weights();
    EXPECT_NEAR(std::accumulate(weights.begin(), weights.begin() + 20, 0.0), 20, 1e-9);
    EXPECT_NEAR(std::accumulate(weights.begin() + 20, weights.end(), 0.0), 20, 1e-9);
    for (const double weight : weights) EXPECT_GT(weight, 0);
    for (const int c : {1, 2}) {
      EXPECT_GE(contributions.masses()[c], 0.003 - 1e-12);
      EXPECT_LE(contributions.masses()[c], 2 + 1e-12);
    }
    if (step == 149) {
      EXPECT_NEAR(contributions.masses()[1], 0.003, 1e-9);
    }
  }
  EXPECT_NEAR(contributions.masses()[1], 2, 1e-9);
}

TEST(SyntheticContributionsTest, PermutingRowsPermutesTheContributions) {
  const int64_t rows = 24;
  const SyntheticSet set = MakeSet(rows);
  for (uint64_t seed = 0; seed < 5; ++seed) {
    // Within a class: the two halves keep their places.
    RandomStream stream(seed, "permutation");
    std::vector<int64_t> order = stream.Permutation(rows / 2);
    for (const int64_t row : stream.Permutation(rows / 2)) order.push_back(rows / 2 + row);
    SyntheticSet permuted = set;
    for (int member = 0; member < kMembers; ++member) {
      for (int64_t row = 0; row < rows; ++row) {
        permuted.usable[member * rows + row] = set.usable[member * rows + order[row]];
      }
    }
    SyntheticContributions in_order(set, 3, kMembers, {});
    SyntheticContributions in_other(permuted, 3, kMembers, {});
    for (uint64_t step = 0; step < 10; ++step) {
      const std::vector<float> products = RandomProducts(rows, 100 * seed + step);
      std::vector<float> moved(products.size());
      for (int member = 0; member < kMembers; ++member) {
        for (int64_t row = 0; row < rows; ++row) {
          moved[member * rows + row] = products[member * rows + order[row]];
        }
      }
      in_order.Update(products, kAllCount);
      in_other.Update(moved, kAllCount);
    }
    for (int64_t row = 0; row < rows; ++row) {
      EXPECT_NEAR(in_other.weights()[row], in_order.weights()[order[row]], 1e-9);
    }
    EXPECT_NEAR(in_other.masses()[1], in_order.masses()[1], 1e-12);
    EXPECT_NEAR(in_other.masses()[2], in_order.masses()[2], 1e-12);
  }
}

TEST(SyntheticContributionsTest, PermutingMembersChangesNothing) {
  const int64_t rows = 24;
  const SyntheticSet set = MakeSet(rows);
  SyntheticSet turned = set;
  std::rotate(turned.usable.begin(), turned.usable.begin() + rows, turned.usable.end());
  SyntheticContributions a(set, 3, kMembers, {});
  SyntheticContributions b(turned, 3, kMembers, {});
  std::vector<float> products = RandomProducts(rows, 5);
  a.Update(products, kAllCount);
  std::rotate(products.begin(), products.begin() + rows, products.end());
  b.Update(products, kAllCount);
  for (int64_t row = 0; row < rows; ++row) EXPECT_NEAR(a.weights()[row], b.weights()[row], 1e-9);
}

TEST(SyntheticContributionsTest, WhatAMemberMayNotUseItDoesNotJudge) {
  const SyntheticSet set = MakeSet(16);
  SyntheticContributions quiet(set, 3, kMembers, {});
  SyntheticContributions loud(set, 3, kMembers, {});
  std::vector<float> products = RandomProducts(16, 1);
  quiet.Update(products, kAllCount);
  products[0 * 16 + 4] = 1e6;  // row 4 is not member 0's
  loud.Update(products, kAllCount);
  EXPECT_EQ(quiet.weights(), loud.weights());
}

TEST(SyntheticContributionsTest, MembersThatDoNotCountAreLeftOutAndWithoutAnyNothingMoves) {
  const SyntheticSet set = MakeSet(16);
  SyntheticContributions a(set, 3, kMembers, {});
  SyntheticContributions b(set, 3, kMembers, {});
  std::vector<float> products = RandomProducts(16, 1);
  a.Update(products, std::vector<uint8_t>{1, 0, 1});
  for (int64_t row = 0; row < 16; ++row) products[16 + row] = 77;
  b.Update(products, std::vector<uint8_t>{1, 0, 1});
  EXPECT_EQ(a.weights(), b.weights());
  const std::vector<double> before(a.weights().begin(), a.weights().end());
  a.Update(products, std::vector<uint8_t>{0, 0, 0});
  EXPECT_EQ(a.weights(), absl::MakeConstSpan(before));
}

TEST(SyntheticContributionsTest, EqualProductsMoveTheMassOnly) {
  const SyntheticSet set = MakeSet(16);
  SyntheticContributions contributions(set, 3, kMembers, {});
  contributions.Update(std::vector<float>(kMembers * 16, -2.f), kAllCount);
  for (const double weight : contributions.weights()) EXPECT_NEAR(weight, 1, 1e-3);
  EXPECT_GT(contributions.masses()[1], 0.1);
  contributions.Update(std::vector<float>(kMembers * 16, 0.f), kAllCount);
  for (const double weight : contributions.weights()) EXPECT_TRUE(std::isfinite(weight));
}

TEST(SyntheticContributionsTest, RestoredTheyGoOnBitForBit) {
  const SyntheticSet set = MakeSet(16);
  SyntheticContributions a(set, 3, kMembers, {});
  a.Update(RandomProducts(16, 1), kAllCount);
  ByteWriter writer;
  a.Save(writer);
  SyntheticContributions b(set, 3, kMembers, {});
  ByteReader reader(writer.bytes());
  ASSERT_THAT(b.Restore(reader), IsOk());
  a.Update(RandomProducts(16, 2), kAllCount);
  b.Update(RandomProducts(16, 2), kAllCount);
  EXPECT_EQ(a.weights(), b.weights());
  EXPECT_EQ(a.masses(), b.masses());

  const SyntheticSet other = MakeSet(18);
  SyntheticContributions of_other(other, 3, kMembers, {});
  ByteReader again(writer.bytes());
  EXPECT_THAT(of_other.Restore(again),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("another synthetic set")));
}

}  // namespace
}  // namespace counterweight
