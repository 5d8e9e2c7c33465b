#include "src/learn/real_row_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

// Eight rows of two classes in two folds; the members' training rows are 4, 5, 6, 7 and 0, 1, 2, 3.
TrainingSet EightRows() {
  Matrix features{8, 1, {0, 1, 2, 3, 4, 5, 6, 7}};
  TrainingSet set = MakeTrainingSet(std::move(features), {0, 0, 1, 1, 0, 0, 1, 1}, 2, 2);
  set.folds = {0, 0, 0, 0, 1, 1, 1, 1};
  return set;
}

const MemberRows kSample = {{4, 5, 6, 7}, {0, 1, 2, 3}};

double Sum(absl::Span<const float> weights) {
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

TEST(RealRowWeightsTest, AStepMovesByTheStandingWithinTheClassAndKeepsTheMean) {
  const TrainingSet set = EightRows();
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  RealRowWeights weights(problem);
  EXPECT_THAT(weights.weights(), Each(1.f));
  weights.Update(kSample, std::vector<float>{1, 3, 50, 40, 7, 5, 0.1f, 0.2f},
                 std::vector<uint8_t>{1, 1});
  // Pairs stand at +1 and -1, whatever their scale; the first step is 0.05 each.
  const absl::Span<const float> w = weights.weights();
  EXPECT_NEAR(std::log(w[4] / w[5]), 0.1, 1e-6);
  EXPECT_NEAR(std::log(w[6] / w[7]), -0.1, 1e-6);
  EXPECT_NEAR(std::log(w[0] / w[1]), -0.1, 1e-6);
  EXPECT_NEAR(std::log(w[2] / w[3]), 0.1, 1e-6);
  EXPECT_NEAR(Sum(w), 8, 1e-5);
}

TEST(RealRowWeightsTest, StayWithinTheirBounds) {
  const TrainingSet set = EightRows();
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  RealRowWeights weights(problem);
  for (int step = 0; step < 200; ++step) {
    weights.Update(kSample, std::vector<float>{1, 3, 1, 3, 1, 3, 1, 3}, std::vector<uint8_t>{1, 1});
  }
  EXPECT_NEAR(std::log(weights.weights()[0] / weights.weights()[1]), 3, 1e-5);
  EXPECT_NEAR(Sum(weights.weights()), 8, 1e-5);
}

TEST(RealRowWeightsTest, ARowIsJudgedByTheMembersThatSampledItAlone) {
  const TrainingSet set = EightRows();
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  RealRowWeights weights(problem);
  weights.Update(kSample, std::vector<float>{1, 3, 50, 40, 7, 5, 1, 2}, std::vector<uint8_t>{0, 1});
  const absl::Span<const float> w = weights.weights();
  // Member 0, which alone trains on rows 4 to 7, does not count.
  EXPECT_EQ(w[4], w[5]);
  EXPECT_EQ(w[6], w[7]);
  EXPECT_NE(w[0], w[1]);
  // Shorter samples are filled up: what is there must not matter.
  RealRowWeights filled(problem);
  filled.Update({{4, 5}, {0, 1, 2, 3}}, std::vector<float>{1, 3, 1e9f, -1e9f, 7, 5, 1, 2},
                std::vector<uint8_t>{1, 1});
  EXPECT_NEAR(std::log(filled.weights()[4] / filled.weights()[5]), 0.1, 1e-6);
  EXPECT_EQ(filled.weights()[6], filled.weights()[7]);
}

TEST(RealRowWeightsTest, MembersThatAgreeWeighMoreThanMembersThatDoNot) {
  TrainingSet set = EightRows();
  set.fold_count = 3;
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  RealRowWeights weights(problem);
  const MemberRows sample = {{4, 5, 6, 7}, {0, 1, 2, 3}, {4, 5, 6, 7}};
  // Of rows 4 and 5 members 0 and 2 say the opposite, of 6 and 7 the same.
  weights.Update(sample, std::vector<float>{1, 3, 1, 3, 0, 0, 0, 0, 3, 1, 1, 3},
                 std::vector<uint8_t>{1, 1, 1});
  EXPECT_NEAR(weights.weights()[4], weights.weights()[5], 1e-7);
  EXPECT_GT(weights.weights()[6], weights.weights()[7]);
}

TEST(RealRowWeightsTest, RestoredTheyGoOnBitForBit) {
  const TrainingSet set = EightRows();
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const std::vector<float> products = {1, 3, 50, 40, 7, 5, 1, 2};
  const std::vector<uint8_t> all = {1, 1};
  RealRowWeights a(problem), b(problem);
  a.Update(kSample, products, all);
  ByteWriter writer;
  a.Save(writer);
  ByteReader reader(writer.bytes());
  ASSERT_THAT(b.Restore(reader), IsOk());
  EXPECT_EQ(a.weights(), b.weights());
  a.Update(kSample, products, all);
  b.Update(kSample, products, all);
  EXPECT_EQ(a.weights(), b.weights());

  const TrainingSet other = Moons(20, 4, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem other_problem, MakeTrainingProblem(other));
  RealRowWeights of_other(other_problem);
  ByteReader again(writer.bytes());
  EXPECT_THAT(of_other.Restore(again),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("other rows")));
}

}  // namespace
}  // namespace counterweight
