#include "src/learn/row_contributions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

// The products by row number, in the layout of a sample.
std::vector<float> Layout(const MemberRows& sample, const std::vector<float>& by_row) {
  const int64_t stride = LongestCount(sample);
  std::vector<float> products(sample.size() * stride, 1e9f);  // padding must not matter
  for (size_t member = 0; member < sample.size(); ++member) {
    for (size_t i = 0; i < sample[member].size(); ++i) {
      products[member * stride + i] = by_row[sample[member][i]];
    }
  }
  return products;
}

TEST(RowContributionsTest, AreCentredScaledWithinTheClassAndNegated) {
  Matrix features{6, 1, {0, 1, 2, 3, 4, 5}};
  TrainingSet set = MakeTrainingSet(std::move(features), {0, 0, 0, 0, 1, 1}, 2, 2);
  set.folds = {0, 0, 0, 1, 0, 0};  // member 0 has one row, member 1 the others
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  RowContributions contributions(problem, 1);
  contributions.Add(Layout(contributions.NextSample(), {1, 2, 3, 9, 100, 104}),
                    std::vector<uint8_t>{1, 1});
  const std::vector<float> means = contributions.Means();
  EXPECT_NEAR(means[0], std::sqrt(1.5), 1e-6);
  EXPECT_NEAR(means[1], 0, 1e-6);
  EXPECT_NEAR(means[2], -std::sqrt(1.5), 1e-6);
  EXPECT_TRUE(std::isnan(means[3]));  // alone in its class in the only sample that holds it
  EXPECT_NEAR(means[4], 1, 1e-6);
  EXPECT_NEAR(means[5], -1, 1e-6);
}

TEST(RowContributionsTest, SamplesWalkThroughTheTrainingRowsEvenly) {
  const TrainingSet set = Moons(1500, 700, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  RowContributions contributions(problem, 1);
  std::vector<int> seen(set.labels.size(), 0);
  for (int step = 0; step < 6; ++step) {
    const MemberRows sample = contributions.NextSample();
    for (int member = 0; member < 2; ++member) {
      EXPECT_EQ(static_cast<int64_t>(sample[member].size()),
                kSampledRareRows + kSampledMajorityRows);
      for (const int64_t row : sample[member]) {
        EXPECT_NE(set.folds[row], member);  // a validation row of the member
        ++seen[row];
      }
    }
    contributions.Add(std::vector<float>(2 * LongestCount(sample), 0.f),
                      std::vector<uint8_t>{1, 1});
  }
  // A member has 350 rare rows and 750 of the majority class.
  for (size_t row = 0; row < seen.size(); ++row) {
    const int64_t expected =
        set.labels[row] == 1 ? 6 * kSampledRareRows / 350 : 6 * kSampledMajorityRows / 750;
    EXPECT_GE(seen[row], expected);
    EXPECT_LE(seen[row], expected + 1);
  }
}

TEST(RowContributionsTest, AMemberThatDoesNotCountSaysNothing) {
  const TrainingSet set = Moons(20, 6, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  RowContributions contributions(problem, 1);
  contributions.Add(std::vector<float>(2 * LongestCount(contributions.NextSample()), 1.f),
                    std::vector<uint8_t>{0, 1});
  const std::vector<float> means = contributions.Means();
  for (size_t row = 0; row < means.size(); ++row) {
    // Member 1 trains on fold 0.
    EXPECT_EQ(std::isnan(means[row]), set.folds[row] == 1) << row;
  }
}

TEST(RowContributionsTest, RestoredTheyGoOnBitForBit) {
  const TrainingSet set = Moons(900, 30, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  RowContributions a(problem, 1);
  std::vector<float> by_row;
  for (size_t row = 0; row < set.labels.size(); ++row) {
    by_row.push_back(static_cast<float>(row % 17));
  }
  const std::vector<uint8_t> all = {1, 1};
  a.Add(Layout(a.NextSample(), by_row), all);
  ByteWriter writer;
  a.Save(writer);
  RowContributions b(problem, 1);
  ByteReader reader(writer.bytes());
  ASSERT_THAT(b.Restore(reader), IsOk());
  EXPECT_EQ(a.NextSample(), b.NextSample());
  a.Add(Layout(a.NextSample(), by_row), all);
  b.Add(Layout(b.NextSample(), by_row), all);
  const std::vector<float> from_a = a.Means(), from_b = b.Means();
  for (size_t row = 0; row < from_a.size(); ++row) {
    EXPECT_TRUE(from_a[row] == from_b[row] || (std::isnan(from_a[row]) && std::isnan(from_b[row])));
  }
}

}  // namespace
}  // namespace counterweight
