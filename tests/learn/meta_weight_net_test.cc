#include "src/learn/meta_weight_net.h"

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
using ::testing::Gt;

TEST(MetaWeightNetTest, WeightsFollowTheLossAndHaveMeanOneInEveryBatch) {
  const TrainingSet set = Moons(60, 12, 2, 3);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 7, 1}};
  const at::Tensor parameters =
      InitialParameters(shape, 2, at::kFloat, RandomStream(1, "parameters"));
  const TrainingState state = {0, parameters, parameters,
                               AdamW(shape, 2, at::kFloat, AdamWOptions())};
  RealBatch batch;
  batch.rows = {{1, 3, 5, 61}, {0, 2, 4, 60}};
  batch.losses = {0.1f, 0.5f, 0.5f, 2.f, 0.3f, 0.1f, 1.f, 4.f};
  problem.encoder->EncodeMemberRows(set.features, batch.rows, batch.encoded);
  batch.targets = GatherMemberValues(problem.targets, batch.rows);
  MetaWeightNet method(problem, shape, QuickOptions(), 4);
  std::vector<float> weights(8, 1.0f);
  ASSERT_THAT(method.WeighRows(state, batch, absl::MakeSpan(weights)), IsOk());
  EXPECT_THAT(weights, Each(Gt(0.f)));
  EXPECT_EQ(weights[1], weights[2]);
  EXPECT_NE(weights[0], weights[1]);
  EXPECT_NEAR(std::accumulate(weights.begin(), weights.begin() + 4, 0.0), 4, 1e-5);
  EXPECT_NEAR(std::accumulate(weights.begin() + 4, weights.end(), 0.0), 4, 1e-5);
}

// Balanced classes, a third of the training labels wrong and clean validation rows, as in the
// paper: a large loss is likely a wrong label.
TEST(MetaWeightNetTest, RowsWithFlippedLabelsWeighLess) {
  TrainingSet set = Moons(451, 450, 3, 11);
  set.networks = NetworksKind::kSingle;
  std::vector<uint8_t> flipped(set.labels.size(), 0);
  RandomStream stream(5, "flips");
  for (size_t row = 0; row < flipped.size(); ++row) {
    if (set.folds[row] == 0 || stream.Uniform() > 1.0 / 3) continue;
    flipped[row] = 1;
    set.labels[row] = 1 - set.labels[row];
  }
  TrainingOptions options = QuickOptions();
  options.steps = 600;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, "meta_weight_net", options, 7, "", observer));
  double sums[2] = {0, 0}, counts[2] = {0, 0};
  for (size_t row = 0; row < flipped.size(); ++row) {
    if (set.folds[row] == 0) continue;
    sums[flipped[row]] += trained.row_weights[row];
    ++counts[flipped[row]];
  }
  EXPECT_LT(sums[1] / counts[1], 0.95 * sums[0] / counts[0]);
}

}  // namespace
}  // namespace counterweight
