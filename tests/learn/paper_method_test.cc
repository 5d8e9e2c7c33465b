#include "src/learn/paper_method.h"

#include <ATen/ops/zeros_like.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/learn/train_members.h"
#include "src/network/initial_parameters.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "tests/learn/training_sets.h"
#include "tests/network/autograd_network.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatEq;

absl::StatusOr<TrainedMembers> Train(const TrainingSet& set, absl::string_view method,
                                     const TrainingOptions& options) {
  RecordingObserver observer;
  return TrainMembers(set, method, options, 7, "", observer);
}

// The mean cross-entropy of the validation rows after the look-ahead step that one point causes,
// differentiated by autograd through that step, in double.
at::Tensor AutogradSlope(const TrainingProblem& problem, const NetworkShape& shape,
                         const at::Tensor& parameters, const float* point, double share) {
  const RampEncoding& encoding = problem.set->encoding;
  std::vector<float> encoded_point(encoding.width());
  encoding.EncodeRow(point, encoded_point.data());
  const at::Tensor leaf = TensorFromValues<float>(encoded_point, {1, 1, encoding.width()})
                              .to(at::kDouble)
                              .requires_grad_(true);
  const at::Tensor theta = parameters.to(at::kDouble).requires_grad_(true);
  const at::Tensor rare = TensorFromValues<int64_t>({1}, {1, 1});
  const at::Tensor inner =
      share * AutogradCrossEntropy(AutogradOutputs(shape, theta, leaf), rare).sum();
  const at::Tensor ahead = theta - 0.01 * AutogradGradient(inner, theta, true);
  const at::Tensor validation =
      DenseMemberRows(encoding, problem.set->features, {problem.validation_rows[0]});
  std::vector<int64_t> targets;
  for (const int64_t row : problem.validation_rows[0]) targets.push_back(problem.targets[row]);
  const at::Tensor outer =
      AutogradCrossEntropy(
          AutogradOutputs(shape, ahead, validation.to(at::kDouble)),
          TensorFromValues<int64_t>(targets, {1, static_cast<int64_t>(targets.size())}))
          .mean();
  return AutogradGradient(outer, leaf, false).to(at::kFloat).contiguous();
}

TEST(PaperMethodTest, APointMovesAThousandTimesTheSlopeOfTheValidationLossOneStepAhead) {
  TrainingSet set = Moons(100, 20, 3, 5);
  set.networks = NetworksKind::kSingle;
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  TrainingOptions options = QuickOptions();
  options.synth_start = 0;
  const NetworkShape shape = {{set.encoding.width(), 7, 5, 1}};
  const at::Tensor parameters =
      InitialParameters(shape, 1, at::kFloat, RandomStream(1, "parameters"));
  const TrainingState state = {0, parameters, parameters,
                               AdamW(shape, 1, at::kFloat, AdamWOptions())};
  PaperMethod method(problem, shape, options, 3);
  TrainedMembers before, after;
  method.DescribeOutcome(before);
  RealBatch batch;
  batch.rows = {{1, 2, 4, 5}};
  std::vector<float> weights(4, 1.0f);
  ASSERT_THAT(method.WeighRows(state, batch, absl::MakeSpan(weights)), IsOk());
  EXPECT_THAT(weights, Each(FloatEq(0.8f)));  // the point is one row of five
  std::vector<double> losses = {0};
  ASSERT_THAT(method.AddGradient(state, at::zeros_like(parameters), absl::MakeSpan(losses)),
              IsOk());
  method.DescribeOutcome(after);
  const Matrix& from = before.synthetic->set.features;
  const Matrix& to = after.synthetic->set.features;
  int64_t moved = 0;
  for (int64_t j = 0; j < from.rows; ++j) {
    if (std::equal(from.row(j), from.row(j) + 3, to.row(j))) continue;
    ++moved;
    const at::Tensor slope = AutogradSlope(problem, shape, parameters, from.row(j), 1.0 / 5);
    EncodedRows point;
    problem.encoder->EncodeMemberRows(from, {{j}}, point);
    const std::vector<float> expected = ValuesFromTensor<float>(ColumnDerivative(point, slope));
    for (int64_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(to.row(j)[c] - from.row(j)[c], -1000 * expected[c],
                  1e-3 * std::abs(1000 * expected[c]) + 1e-6);
    }
  }
  EXPECT_EQ(moved, 1);
}

TEST(PaperMethodTest, PointsMoveOnlyOnceTheyJoin) {
  const TrainingSet set = Moons(300, 30, 3, 5);
  TrainingOptions options = QuickOptions();
  options.synth_start = 1;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers plain, Train(set, "plain", options));
  ASSERT_OK_AND_ASSIGN(const TrainedMembers still, Train(set, "paper", options));
  EXPECT_EQ(plain.parameters, still.parameters);
  options.synth_start = 0.3;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers moved, Train(set, "paper", options));
  EXPECT_NE(plain.parameters, moved.parameters);
  EXPECT_EQ(still.synthetic->set.parents, moved.synthetic->set.parents);
  int64_t rows_moved = 0;
  for (int64_t j = 0; j < moved.synthetic->set.size(); ++j) {
    const float* before = still.synthetic->set.features.row(j);
    rows_moved += !std::equal(before, before + 3, moved.synthetic->set.features.row(j));
  }
  EXPECT_GT(rows_moved, moved.synthetic->set.size() / 2);
}

TEST(PaperMethodTest, EveryPointCountsAsOneRowOfTheBatch) {
  const TrainingSet set = ThreeClouds({300, 40, 24}, 4, 3);
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "paper", QuickOptions()));
  EXPECT_THAT(trained.synthetic->contributions, Each(1.f));
  EXPECT_THAT(trained.synthetic->class_mass, ElementsAre(0, FloatEq(1.f / 64), FloatEq(1.f / 64)));
  EXPECT_THAT(trained.row_weights, Each(1.f));
}

// A point that a member draws moves. The only member judges fold 0, so what has a parent there may
// never be drawn.
TEST(PaperMethodTest, APointWithAValidationParentIsNeverDrawn) {
  TrainingSet set = Moons(300, 60, 2, 5);
  set.networks = NetworksKind::kSingle;
  TrainingOptions options = QuickOptions();
  options.synth_start = 1;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers still, Train(set, "paper", options));
  options.synth_start = 0;
  options.steps = 400;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers moved, Train(set, "paper", options));
  ASSERT_TRUE(still.synthetic.has_value() && moved.synthetic.has_value());
  const SyntheticSet& from = still.synthetic->set;
  const SyntheticSet& to = moved.synthetic->set;
  int64_t forbidden = 0;
  for (int64_t j = 0; j < from.size(); ++j) {
    const bool stayed =
        std::equal(from.features.row(j), from.features.row(j) + 3, to.features.row(j));
    const bool judges = set.folds[from.parents[j]] == 0 || set.folds[from.neighbours[j]] == 0;
    EXPECT_EQ(stayed, judges) << "point " << j;
    EXPECT_EQ(moved.synthetic->contributions[j], judges ? 0 : 1);
    forbidden += judges;
  }
  EXPECT_GT(forbidden, 0);
  EXPECT_LT(forbidden, from.size());
}

TEST(PaperMethodTest, OneNetworkAloneTrainsToo) {
  TrainingSet set = Moons(300, 30, 3, 5);
  set.networks = NetworksKind::kSingle;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "paper", QuickOptions()));
  EXPECT_EQ(trained.members, 1);
  EXPECT_GT(trained.best_validation_average_precision, 0.3);
}

}  // namespace
}  // namespace counterweight
