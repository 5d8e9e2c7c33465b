#include "src/learn/meta_method.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/evaluation/ranking.h"
#include "src/learn/train_members.h"
#include "src/tensor/conversion.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;

absl::StatusOr<TrainedMembers> Train(const TrainingSet& set, absl::string_view method,
                                     const TrainingOptions& options) {
  RecordingObserver observer;
  return TrainMembers(set, method, options, 7, "", observer);
}

// Member k's averaged parameters.
std::vector<float> MemberParameters(const TrainedMembers& trained, int member) {
  const size_t count = trained.parameters.size() / trained.members;
  return std::vector<float>(trained.parameters.begin() + member * count,
                            trained.parameters.begin() + (member + 1) * count);
}

// Every bit of what is the same in both methods.
void ExpectSameNetworks(const TrainedMembers& a, const TrainedMembers& b) {
  EXPECT_EQ(a.parameters, b.parameters);
  EXPECT_EQ(a.out_of_fold_outputs, b.out_of_fold_outputs);
  EXPECT_EQ(a.best_step, b.best_step);
}

TEST(MetaMethodTest, WithoutSyntheticRowsItIsPlainTrainingBitForBit) {
  const TrainingSet set = Moons(300, 30, 3, 5);
  TrainingOptions options = QuickOptions();
  options.synth_start = 1;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers plain, Train(set, "plain", options));
  ASSERT_OK_AND_ASSIGN(const TrainedMembers meta, Train(set, "meta", options));
  ExpectSameNetworks(plain, meta);
  options.synth_start = 0.5;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers joined, Train(set, "meta", options));
  EXPECT_NE(plain.parameters, joined.parameters);
}

// With the outer variables frozen, nothing may carry a validation row's features into the training
// of its own member: neither a batch nor a synthetic row whose parent it is.
TEST(MetaMethodTest, AValidationRowReachesNoTrainingBatchOfItsMember) {
  TrainingSet set = Moons(300, 60, 3, 5);
  TrainingOptions options = QuickOptions();
  options.synth_start = 0.2;
  options.contribution_rate = 0;
  options.mass_rate = 0;
  options.eval_every = 1000;  // one evaluation, at the end: all runs keep the same step
  const RampEncoding encoding = set.encoding;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers before, Train(set, "meta", options));
  const std::vector<int64_t>& parents = before.synthetic->set.parents;
  // A rare row, moved too little to change anyone's neighbours; it is a parent of synthetic rows.
  const int64_t row = parents[0];
  const int member = set.folds[row];
  set.features.row(row)[2] += 1e-3f;
  set.encoding = encoding;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers after, Train(set, "meta", options));
  ASSERT_EQ(after.synthetic->set.parents, parents);
  ASSERT_EQ(after.synthetic->set.neighbours, before.synthetic->set.neighbours);
  ASSERT_NE(after.synthetic->set.features.values, before.synthetic->set.features.values);
  for (int k = 0; k < 3; ++k) {
    EXPECT_EQ(MemberParameters(before, k) == MemberParameters(after, k), k == member);
  }
}

TEST(MetaMethodTest, LearnsContributionsOfMeanOneAndAMassPerClass) {
  const TrainingSet set = ThreeClouds({300, 40, 24}, 4, 3);
  TrainingOptions options = QuickOptions();
  options.synth_start = 0.2;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "meta", options));
  ASSERT_TRUE(trained.synthetic.has_value());
  const SyntheticOutcome& synthetic = *trained.synthetic;
  ASSERT_EQ(synthetic.class_mass.size(), 3u);
  EXPECT_EQ(synthetic.class_mass[0], 0);
  for (const uint32_t label : {1u, 2u}) {
    double sum = 0;
    int64_t count = 0;
    for (int64_t j = 0; j < synthetic.set.size(); ++j) {
      if (synthetic.set.classes[j] != label) continue;
      sum += synthetic.contributions[j];
      ++count;
    }
    EXPECT_NEAR(sum / static_cast<double>(count), 1, 1e-5);
    EXPECT_GT(synthetic.class_mass[label], 0);
    EXPECT_NE(synthetic.class_mass[label], 0.1f);
  }
  EXPECT_NE(*std::max_element(synthetic.contributions.begin(), synthetic.contributions.end()),
            *std::min_element(synthetic.contributions.begin(), synthetic.contributions.end()));
}

TEST(MetaMethodTest, ARowThatNoMemberMayUseContributedNothing) {
  const TrainingSet set = Moons(200, 30, 2, 3);
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "meta", QuickOptions()));
  int64_t unused = 0;
  for (int64_t j = 0; j < trained.synthetic->set.size(); ++j) {
    const SyntheticSet& rows = trained.synthetic->set;
    const bool between_folds = set.folds[rows.parents[j]] != set.folds[rows.neighbours[j]];
    EXPECT_EQ(trained.synthetic->contributions[j] == 0, between_folds);
    unused += between_folds;
  }
  EXPECT_GT(unused, 0);
}

TEST(MetaMethodTest, TheSmallerClassIsAugmentedAlsoWhereThePositiveClassIsTheLarger) {
  TrainingSet set = Moons(300, 40, 4, 3);
  set.positive_class = 0;
  TrainingOptions options = QuickOptions();
  options.steps = 200;
  options.synth_start = 0.3;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "meta", options));
  EXPECT_THAT(trained.synthetic->set.classes, Each(1u));
  EXPECT_GT(trained.synthetic->class_mass[1], 0);
  // The score is the log-odds of class 0.
  std::vector<uint8_t> positive;
  for (const uint32_t label : set.labels) positive.push_back(label == 0);
  ASSERT_OK_AND_ASSIGN(const double auc, RocAuc(trained.out_of_fold_outputs, positive));
  EXPECT_GT(auc, 0.85);
}

// Ten per cent of the labels are wrong; the rows that carry them contribute less than the others of
// the class that they claim to be.
TEST(MetaMethodTest, RowsWithFlippedLabelsContributeLess) {
  TrainingSet set = Moons(900, 180, 3, 11);
  std::vector<uint8_t> flipped(set.labels.size(), 0);
  for (size_t row = 0; row < flipped.size(); row += 10) {
    flipped[row] = 1;
    set.labels[row] = 1 - set.labels[row];
  }
  TrainingOptions options = QuickOptions();
  options.steps = 300;
  options.hidden = {32, 32};
  options.synth_start = 0.3;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "meta", options));
  for (const uint32_t label : {0u, 1u}) {
    std::vector<float> suspicion;
    std::vector<uint8_t> wrong;
    for (size_t row = 0; row < flipped.size(); ++row) {
      if (set.labels[row] != label) continue;
      ASSERT_FALSE(std::isnan(trained.row_contributions[row]));
      suspicion.push_back(-trained.row_contributions[row]);
      wrong.push_back(flipped[row]);
    }
    ASSERT_OK_AND_ASSIGN(const double auc, RocAuc(suspicion, wrong));
    EXPECT_GT(auc, 0.75) << "labelled " << label;
  }
  EXPECT_THAT(trained.row_weights, Each(1.f));
}

// Majority rows that pose as synthetic minority rows would be such rows: see the label of the
// parents.
TEST(MetaMethodTest, SyntheticRowsBetweenWrongParentsLoseContribution) {
  TrainingSet set = Moons(900, 90, 3, 13);
  std::vector<uint8_t> wrong_row(set.labels.size(), 0);
  for (int64_t row = 0; row < 30; ++row) {
    wrong_row[row * 30] = 1;
    set.labels[row * 30] = 1;
  }
  TrainingOptions options = QuickOptions();
  options.steps = 400;
  options.hidden = {32, 32};
  options.synthetic_rows = 256;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "meta", options));
  std::vector<float> suspicion;
  std::vector<uint8_t> wrong;
  for (int64_t j = 0; j < trained.synthetic->set.size(); ++j) {
    const bool parent = wrong_row[trained.synthetic->set.parents[j]];
    const bool neighbour = wrong_row[trained.synthetic->set.neighbours[j]];
    if (parent != neighbour) continue;  // half wrong
    suspicion.push_back(-trained.synthetic->contributions[j]);
    wrong.push_back(parent);
  }
  ASSERT_OK_AND_ASSIGN(const double auc, RocAuc(suspicion, wrong));
  EXPECT_GT(auc, 0.7);
}

// A tenth of the labels is wrong: those rows end with less weight than the others of their label.
TEST(MetaMethodTest, LearnedRealWeightsOfFlippedRowsFall) {
  TrainingSet set = Moons(600, 180, 3, 11);
  std::vector<uint8_t> flipped(set.labels.size(), 0);
  for (size_t row = 0; row < flipped.size(); row += 10) {
    flipped[row] = 1;
    set.labels[row] = 1 - set.labels[row];
  }
  TrainingOptions options = QuickOptions();
  options.steps = 300;
  options.hidden = {32, 32};
  options.synth_start = 0.3;
  options.learn_real = true;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "meta", options));
  const std::vector<float>& weights = trained.row_weights;
  EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0) / weights.size(), 1, 0.1);
  for (const uint32_t label : {0u, 1u}) {
    double sums[2] = {0, 0}, counts[2] = {0, 0};
    for (size_t row = 0; row < flipped.size(); ++row) {
      if (set.labels[row] != label) continue;
      sums[flipped[row]] += weights[row];
      ++counts[flipped[row]];
    }
    EXPECT_LT(sums[1] / counts[1], 0.8 * sums[0] / counts[0]) << "labelled " << label;
  }
}

TEST(MetaMethodTest, LearnedRealWeightsMultiplyTheRowsLosses) {
  const TrainingSet set = Moons(300, 30, 3, 5);
  TrainingOptions options = QuickOptions();
  ASSERT_OK_AND_ASSIGN(const TrainedMembers without, Train(set, "meta", options));
  options.learn_real = true;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers with, Train(set, "meta", options));
  EXPECT_NE(without.parameters, with.parameters);
  options.synth_start = 1;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers never, Train(set, "meta", options));
  ASSERT_OK_AND_ASSIGN(const TrainedMembers plain, Train(set, "plain", options));
  ExpectSameNetworks(never, plain);
  EXPECT_THAT(never.row_weights, Each(1.f));
}

TEST(MetaMethodTest, LearnedPositionsAreReportedAndStayNearTheirStart) {
  const TrainingSet set = ThreeClouds({300, 40, 24}, 4, 3);
  TrainingOptions options = QuickOptions();
  options.synth_start = 0.2;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers still, Train(set, "meta", options));
  options.learn_positions = true;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers moved, Train(set, "meta", options));
  const SyntheticSet& from = still.synthetic->set;
  const SyntheticSet& to = moved.synthetic->set;
  ASSERT_EQ(from.parents, to.parents);
  int64_t moved_rows = 0;
  for (int64_t j = 0; j < from.size(); ++j) {
    const double distance = std::hypot(to.features.row(j)[0] - from.features.row(j)[0],
                                       to.features.row(j)[1] - from.features.row(j)[1]);
    EXPECT_LE(distance, 0.5 * from.radii[j] * (1 + 1e-4) + 1e-6);
    moved_rows += distance > 0;
  }
  EXPECT_EQ(moved_rows, from.size());
  EXPECT_NE(still.parameters, moved.parameters);
}

}  // namespace
}  // namespace counterweight
