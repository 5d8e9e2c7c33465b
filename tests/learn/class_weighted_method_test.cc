#include "src/learn/class_weighted_method.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatEq;

std::vector<float> WeightsOf(const TrainingSet& set, const std::vector<uint32_t>& targets) {
  const absl::StatusOr<TrainingProblem> problem = MakeTrainingProblem(set);
  EXPECT_THAT(problem, IsOk());
  ClassWeightedMethod method(*problem);
  const NetworkShape shape{{set.encoding.width(), problem->outputs}};
  const TrainingState state{0, {}, {}, AdamW(shape, problem->members, at::kFloat, {})};
  RealBatch batch;
  batch.targets = targets;
  std::vector<float> weights(targets.size(), 1.0f);
  EXPECT_THAT(method.WeighRows(state, batch, absl::MakeSpan(weights)), IsOk());
  return weights;
}

TEST(ClassWeightedMethodTest, TwoClassesWeighOneOverTwiceTheirShare) {
  // 80 % and 20 %.
  EXPECT_THAT(WeightsOf(Moons(80, 20, 2, 1), {0, 1, 0}),
              ElementsAre(FloatEq(0.625f), FloatEq(2.5f), FloatEq(0.625f)));
}

TEST(ClassWeightedMethodTest, WeightsFollowTheClassWhicheverIsPositive) {
  TrainingSet set = Moons(80, 20, 2, 1);
  set.positive_class = 0;
  EXPECT_THAT(WeightsOf(set, {0, 1}), ElementsAre(FloatEq(2.5f), FloatEq(0.625f)));
}

TEST(ClassWeightedMethodTest, EveryClassOfThreeHasTheSameTotal) {
  const TrainingSet set = ThreeClouds({60, 30, 10}, 2, 1);
  const std::vector<float> weights = WeightsOf(set, set.labels);
  double totals[3] = {};
  for (size_t row = 0; row < weights.size(); ++row) totals[set.labels[row]] += weights[row];
  for (const double total : totals) EXPECT_NEAR(total, 100.0 / 3, 1e-4);
}

TEST(ClassWeightedMethodTest, TheOutcomeTellsTheWeightOfEveryRow) {
  const TrainingSet set = ThreeClouds({60, 30, 10}, 2, 1);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, "class_weighted", QuickOptions(), 3, "", observer));
  EXPECT_EQ(trained.row_weights, WeightsOf(set, set.labels));
  EXPECT_FALSE(trained.synthetic.has_value());
}

TEST(ClassWeightedMethodTest, ClassesOfOneSizeMakeItPlainTraining) {
  const TrainingSet set = Moons(60, 60, 3, 1);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers weighted,
                       TrainMembers(set, "class_weighted", QuickOptions(), 3, "", observer));
  ASSERT_OK_AND_ASSIGN(const TrainedMembers plain,
                       TrainMembers(set, "plain", QuickOptions(), 3, "", observer));
  EXPECT_THAT(weighted.row_weights, Each(1.0f));
  EXPECT_EQ(weighted.parameters, plain.parameters);
}

TEST(ClassWeightedMethodTest, WeightsRaiseTheRareClassesScores) {
  const TrainingSet set = Moons(190, 10, 2, 1);
  TrainingOptions options = QuickOptions();
  options.eval_every = 1000;  // both runs keep the last step
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers weighted,
                       TrainMembers(set, "class_weighted", options, 3, "", observer));
  ASSERT_OK_AND_ASSIGN(const TrainedMembers plain,
                       TrainMembers(set, "plain", options, 3, "", observer));
  const auto mean_of_rare = [&](const TrainedMembers& trained) {
    return std::accumulate(trained.out_of_fold_outputs.begin() + 190,
                           trained.out_of_fold_outputs.end(), 0.0) /
           10;
  };
  EXPECT_GT(mean_of_rare(weighted), mean_of_rare(plain) + 0.5);
}

}  // namespace
}  // namespace counterweight
