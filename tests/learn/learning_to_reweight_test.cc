#include "src/learn/learning_to_reweight.h"

#include <ATen/ops/ones.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "src/learn/train_members.h"
#include "src/network/initial_parameters.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::Ge;

TrainingState InitialState(const NetworkShape& shape, int members) {
  const at::Tensor parameters =
      InitialParameters(shape, members, at::kFloat, RandomStream(1, "parameters"));
  return {0, parameters, parameters, AdamW(shape, members, at::kFloat, AdamWOptions())};
}

RealBatch MakeBatch(const TrainingProblem& problem, MemberRows rows) {
  RealBatch batch;
  batch.rows = std::move(rows);
  problem.encoder->EncodeMemberRows(problem.set->features, batch.rows, batch.encoded);
  batch.targets = GatherMemberValues(problem.targets, batch.rows);
  return batch;
}

TEST(LearningToReweightTest, RowsThatHelpWeighAsMuchAsTheyHelpAndOthersNothing) {
  const TrainingSet set = Moons(60, 12, 2, 3);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 7, 1}};
  const TrainingState state = InitialState(shape, 2);
  const RealBatch batch = MakeBatch(problem, {{1, 3, 5, 7, 61, 63}, {0, 2, 4, 6, 60, 62}});
  LearningToReweight method(problem, shape, 4);
  std::vector<float> weights(12, 1.0f);
  ASSERT_THAT(method.WeighRows(state, batch, absl::MakeSpan(weights)), IsOk());
  // weight_hypergradient_test checks the gradient itself against autograd.
  WeightHypergradient hypergradient(problem, shape, 4);
  ASSERT_OK_AND_ASSIGN(
      const WeightGradient gradient,
      hypergradient.Compute(state, batch, std::vector<float>(12, 0.0f), at::ones({1})));
  for (int64_t member = 0; member < 2; ++member) {
    double helped = 0;
    for (int64_t i = 6 * member; i < 6 * member + 6; ++i) {
      helped += std::max(0.f, -gradient.values[i]);
    }
    ASSERT_GT(helped, 0);
    for (int64_t i = 6 * member; i < 6 * member + 6; ++i) {
      EXPECT_NEAR(weights[i], 6 * std::max(0.f, -gradient.values[i]) / helped, 1e-5);
    }
  }
  EXPECT_THAT(weights, Each(Ge(0.f)));
}

TEST(LearningToReweightTest, WithoutAJudgeAMemberTrainsPlainly) {
  TrainingSet set = Moons(30, 6, 2, 3);
  for (size_t row = 0; row < set.labels.size(); ++row) {
    if (set.labels[row] == 1) set.folds[row] = 0;
  }
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 7, 1}};
  LearningToReweight method(problem, shape, 4);
  std::vector<float> weights(4, 1.0f);
  ASSERT_THAT(method.WeighRows(InitialState(shape, 2), MakeBatch(problem, {{1, 3}, {0, 35}}),
                               absl::MakeSpan(weights)),
              IsOk());
  EXPECT_EQ(weights[2], 1);
  EXPECT_EQ(weights[3], 1);
  EXPECT_NE(weights[0], 1);
}

TEST(LearningToReweightTest, RowsWithFlippedLabelsWeighLess) {
  TrainingSet set = Moons(450, 200, 3, 11);
  std::vector<uint8_t> flipped(set.labels.size(), 0);
  for (size_t row = 0; row < flipped.size(); row += 7) {
    flipped[row] = 1;
    set.labels[row] = 1 - set.labels[row];
  }
  TrainingOptions options = QuickOptions();
  options.steps = 200;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, "learning_to_reweight", options, 7, "", observer));
  for (const uint32_t label : {0u, 1u}) {
    double sums[2] = {0, 0}, counts[2] = {0, 0};
    for (size_t row = 0; row < flipped.size(); ++row) {
      if (set.labels[row] != label) continue;
      sums[flipped[row]] += trained.row_weights[row];
      ++counts[flipped[row]];
    }
    EXPECT_LT(sums[1] / counts[1], 0.8 * sums[0] / counts[0]) << "labelled " << label;
  }
}

}  // namespace
}  // namespace counterweight
