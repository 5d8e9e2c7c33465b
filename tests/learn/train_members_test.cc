#include "src/learn/train_members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>

#include "src/evaluation/ranking.h"
#include "src/learn/training_problem.h"
#include "src/learn/validation_scores.h"
#include "src/tensor/thread_budget.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Field;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::StartsWith;

constexpr uint64_t kSeed = 17;

template <typename T>
bool SameBits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

void ExpectSameOutcome(const TrainedMembers& a, const TrainedMembers& b) {
  EXPECT_TRUE(SameBits(a.parameters, b.parameters));
  EXPECT_TRUE(SameBits(a.out_of_fold_outputs, b.out_of_fold_outputs));
  EXPECT_TRUE(SameBits(a.row_contributions, b.row_contributions));
  EXPECT_TRUE(SameBits(a.row_weights, b.row_weights));
  EXPECT_EQ(a.best_step, b.best_step);
  EXPECT_EQ(a.best_validation_average_precision, b.best_validation_average_precision);
  ASSERT_EQ(a.synthetic.has_value(), b.synthetic.has_value());
  if (!a.synthetic.has_value()) return;
  EXPECT_TRUE(SameBits(a.synthetic->contributions, b.synthetic->contributions));
  EXPECT_TRUE(SameBits(a.synthetic->class_mass, b.synthetic->class_mass));
  EXPECT_TRUE(SameBits(a.synthetic->set.features.values, b.synthetic->set.features.values));
}

double AveragePrecisionOf(const TrainingSet& set, const std::vector<float>& scores, int columns,
                          int column, uint32_t label) {
  std::vector<float> own;
  std::vector<uint8_t> positive;
  for (size_t row = 0; row < set.labels.size(); ++row) {
    own.push_back(scores[row * columns + column]);
    positive.push_back(set.labels[row] == label);
  }
  return *AveragePrecision(own, positive);
}

class TrainMembersTest : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Methods, TrainMembersTest,
                         ::testing::Values("plain", "meta", "fixed", "learning_to_reweight",
                                           "meta_weight_net", "paper"));

TEST_P(TrainMembersTest, RanksARareClassFarAboveChance) {
  const TrainingSet set = Moons(950, 50, 5, 2);
  TrainingOptions options;
  options.steps = 200;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, GetParam(), options, kSeed, "", observer));
  EXPECT_GT(AveragePrecisionOf(set, trained.out_of_fold_outputs, 1, 0, 1), 0.6);
  EXPECT_GT(trained.best_validation_average_precision, 0.6);
  EXPECT_EQ(trained.members, 5);
  EXPECT_THAT(trained.sizes, ::testing::ElementsAre(set.encoding.width(), 64, 64, 1));
  EXPECT_EQ(trained.row_weights.size(), set.labels.size());
  EXPECT_THAT(trained.row_weights, Each(Ge(0.f)));
}

TEST_P(TrainMembersTest, RanksEveryRareClassOfThree) {
  const TrainingSet set = ThreeClouds({600, 60, 30}, 5, 2);
  TrainingOptions options;
  options.steps = 200;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, GetParam(), options, kSeed, "", observer));
  ASSERT_EQ(trained.out_of_fold_outputs.size(), 690u * 3);
  EXPECT_GT(AveragePrecisionOf(set, trained.out_of_fold_outputs, 3, 1, 1), 0.8);
  EXPECT_GT(AveragePrecisionOf(set, trained.out_of_fold_outputs, 3, 2, 2), 0.8);
  EXPECT_GT(AveragePrecisionOf(set, trained.out_of_fold_outputs, 3, 0, 0), 0.95);
}

TEST_P(TrainMembersTest, ThreeMinorityRowsAreEnoughToRun) {
  const TrainingSet set = Moons(60, 3, 3, 2);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, GetParam(), QuickOptions(), kSeed, "", observer));
  for (const float score : trained.out_of_fold_outputs) EXPECT_TRUE(std::isfinite(score));
}

TEST_P(TrainMembersTest, WhereNoFoldCanJudgeTheLastAveragesAreKept) {
  const TrainingSet set = Moons(40, 1, 2, 2);
  TrainingSet elsewhere = set;
  // The only rare row in a fold of its own: no fold has both kinds.
  elsewhere.folds.assign(41, 0);
  elsewhere.folds[40] = 1;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(elsewhere, GetParam(), QuickOptions(), kSeed, "", observer));
  EXPECT_EQ(trained.best_step, 100);
  EXPECT_FALSE(observer.reports.back().validation_average_precision.has_value());
}

TEST_P(TrainMembersTest, TheSameSeedGivesTheSameBitsAndAnotherSeedOthers) {
  const TrainingSet set = Moons(200, 20, 3, 2);
  RecordingObserver observer;
  const auto train = [&](uint64_t seed) {
    return *TrainMembers(set, GetParam(), QuickOptions(), seed, "", observer);
  };
  const TrainedMembers first = train(1);
  ExpectSameOutcome(first, train(1));
  EXPECT_FALSE(SameBits(first.parameters, train(2).parameters));
}

// A wide network: LibTorch splits operations of more than 32,768 numbers.
TEST_P(TrainMembersTest, AnyNumberOfThreadsGivesTheSameBits) {
  const TrainingSet set = Moons(120, 15, 3, 2);
  RecordingObserver observer;
  const auto train = [&](int threads) {
    TrainingOptions options = QuickOptions();
    options.synth_start = 0.9;
    options.hidden = {512, 80};
    options.threads = threads;
    return *TrainMembers(set, GetParam(), options, kSeed, "", observer);
  };
  ExpectSameOutcome(train(1), train(3));
}

// Runs whole, then again from every third step's checkpoint.
void ExpectResumesBitForBit(const TrainingSet& set, absl::string_view method,
                            const TrainingOptions& options) {
  RecordingObserver whole;
  whole.keep_checkpoints = true;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers expected,
                       TrainMembers(set, method, options, kSeed, "", whole));
  ASSERT_EQ(whole.checkpoints.size(), 100u);
  for (size_t i = 0; i < whole.checkpoints.size(); i += 3) {
    RecordingObserver rest;
    rest.keep_checkpoints = true;
    ASSERT_OK_AND_ASSIGN(const TrainedMembers resumed,
                         TrainMembers(set, method, options, kSeed, whole.checkpoints[i], rest));
    ExpectSameOutcome(resumed, expected);
    EXPECT_EQ(rest.steps, static_cast<int64_t>(99 - i));
    if (i < 99) {
      EXPECT_EQ(rest.checkpoints.back(), whole.checkpoints.back());
    }
    EXPECT_EQ(rest.reports.back().step, 100);
    EXPECT_EQ(rest.reports.back().training_loss, whole.reports.back().training_loss);
  }
}

TEST_P(TrainMembersTest, ResumedAfterAnyStepItEndsInTheSameBits) {
  TrainingOptions options = QuickOptions();
  options.synth_start = 0.3;
  ExpectResumesBitForBit(Moons(120, 15, 3, 2), GetParam(), options);
}

TEST(TrainMembersOptionsTest, WithEverythingLearnedItResumesInTheSameBitsToo) {
  TrainingOptions options = QuickOptions();
  options.synth_start = 0.3;
  options.learn_real = true;
  options.learn_positions = true;
  ExpectResumesBitForBit(ThreeClouds({120, 20, 15}, 3, 2), "meta", options);
}

TEST_P(TrainMembersTest, OneNetworkAloneLeavesRowsOfItsTrainingPartUnscored) {
  TrainingSet set = Moons(200, 30, 4, 2);
  set.networks = NetworksKind::kSingle;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, GetParam(), QuickOptions(), kSeed, "", observer));
  EXPECT_EQ(trained.members, 1);
  for (size_t row = 0; row < set.labels.size(); ++row) {
    EXPECT_EQ(std::isnan(trained.out_of_fold_outputs[row]), set.folds[row] != 0);
  }
}

TEST_P(TrainMembersTest, RenamingTheFoldsLeavesTheRankingAboutAsGood) {
  TrainingSet set = Moons(300, 30, 3, 2);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, GetParam(), QuickOptions(), kSeed, "", observer));
  for (int& fold : set.folds) fold = (fold + 1) % 3;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers renamed,
                       TrainMembers(set, GetParam(), QuickOptions(), kSeed, "", observer));
  EXPECT_NEAR(trained.best_validation_average_precision, renamed.best_validation_average_precision,
              0.15);
}

TEST(TrainMembersProgressTest, ReportsAfterEveryEvaluationAndTheLastStep) {
  const TrainingSet set = Moons(200, 20, 4, 2);
  TrainingOptions options = QuickOptions();
  options.eval_every = 30;
  options.synth_start = 0.5;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, "meta", options, kSeed, "", observer));
  std::vector<int64_t> steps;
  for (const TrainingProgress& report : observer.reports) steps.push_back(report.step);
  EXPECT_EQ(steps, (std::vector<int64_t>{30, 60, 90, 100}));
  EXPECT_EQ(observer.steps, 100);
  const TrainingProgress& first = observer.reports.front();
  EXPECT_FALSE(first.outer_loss.has_value());
  EXPECT_FALSE(first.synthetic_mass.has_value());
  const TrainingProgress& last = observer.reports.back();
  EXPECT_EQ(last.total_steps, 100);
  EXPECT_EQ(last.rows_seen, 100 * 64 * 4);
  EXPECT_NEAR(last.epoch, 100 * 64 / 165.0, 1e-9);
  EXPECT_TRUE(last.outer_loss.has_value());
  EXPECT_TRUE(last.synthetic_mass.has_value());
  EXPECT_EQ(last.best_validation_average_precision, trained.best_validation_average_precision);
  EXPECT_LT(last.training_loss, first.training_loss);
}

TEST(TrainMembersProgressTest, EvaluationsWaitForFifteenPerCentOfTheSteps) {
  const TrainingSet set = Moons(100, 20, 2, 2);
  TrainingOptions options = QuickOptions();
  options.eval_every = 5;
  RecordingObserver observer;
  ASSERT_THAT(TrainMembers(set, "plain", options, kSeed, "", observer), IsOk());
  EXPECT_EQ(observer.reports.front().step, 20);
  EXPECT_EQ(observer.reports.size(), 17u);
}

TEST(TrainMembersProgressTest, PatienceEndsARunThatGetsNoBetter) {
  // Labels without any pattern: after the first evaluations there is nothing left to gain.
  TrainingSet set = Moons(150, 30, 3, 2);
  RandomStream stream(3, "labels");
  for (uint32_t& label : set.labels) label = stream.Uniform() < 0.2 ? 1 : 0;
  TrainingOptions options = QuickOptions();
  options.steps = 2000;
  options.patience = 3;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                       TrainMembers(set, "plain", options, kSeed, "", observer));
  EXPECT_LT(observer.steps, 2000);
  EXPECT_EQ(observer.steps, trained.best_step + 3 * options.eval_every);
  // What is returned are the networks of that step, not the last ones.
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  ASSERT_OK_AND_ASSIGN(const std::optional<double> of_outcome,
                       MeanFoldAveragePrecision(problem, trained.out_of_fold_outputs));
  EXPECT_EQ(of_outcome, trained.best_validation_average_precision);
}

TEST(TrainMembersObserverTest, AnObserverThatSaysStopEndsTheRunWithItsStatus) {
  const TrainingSet set = Moons(100, 20, 2, 2);
  RecordingObserver observer;
  observer.continue_answer = [](int64_t step) {
    return step == 13 ? absl::CancelledError("enough") : absl::OkStatus();
  };
  EXPECT_THAT(TrainMembers(set, "plain", QuickOptions(), kSeed, "", observer),
              StatusIs(absl::StatusCode::kCancelled, "enough"));
  EXPECT_EQ(observer.steps, 13);
}

TEST(TrainMembersCheckpointTest, ACheckpointOfAnotherRunIsRefused) {
  const TrainingSet set = Moons(100, 20, 2, 2);
  const TrainingOptions options = QuickOptions();
  RecordingObserver observer;
  observer.keep_checkpoints = true;
  ASSERT_THAT(TrainMembers(set, "plain", options, kSeed, "", observer), IsOk());
  const std::string checkpoint = observer.checkpoints[50];
  const auto expect_data_loss = [&](const TrainingSet& other, absl::string_view method,
                                    uint64_t seed, const std::string& bytes) {
    EXPECT_THAT(TrainMembers(other, method, options, seed, bytes, observer),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checkpoint")));
  };
  expect_data_loss(set, "meta", kSeed, checkpoint);
  expect_data_loss(set, "plain", kSeed + 1, checkpoint);
  expect_data_loss(Moons(100, 20, 2, 3), "plain", kSeed, checkpoint);
  expect_data_loss(set, "plain", kSeed, checkpoint.substr(0, checkpoint.size() / 2));
}

TEST(TrainMembersErrorTest, ValuesThatOverflowEndTheRunNamingStepAndMember) {
  TrainingSet set = Moons(100, 20, 2, 2);
  for (float& value : set.features.values) value *= 1e38f;
  RecordingObserver observer;
  EXPECT_THAT(TrainMembers(set, "plain", QuickOptions(), kSeed, "", observer),
              StatusIs(absl::StatusCode::kInternal,
                       AllOf(HasSubstr("of member 0"), HasSubstr("not finite in step 1"))));
}

TEST(TrainMembersErrorTest, BadArgumentsAreNamed) {
  const TrainingSet set = Moons(100, 20, 2, 2);
  RecordingObserver observer;
  EXPECT_THAT(TrainMembers(set, "alchemy", QuickOptions(), kSeed, "", observer),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("alchemy")));
  TrainingOptions options = QuickOptions();
  options.batch = 0;
  EXPECT_THAT(TrainMembers(set, "plain", options, kSeed, "", observer),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("batch")));
  EXPECT_THAT(TrainMembers(TrainingSet(), "plain", QuickOptions(), kSeed, "", observer),
              StatusIs(absl::StatusCode::kInvalidArgument, StartsWith("training set: no row")));
}

TEST(TrainMembersThreadsTest, NoPoolIsLargerThanTheJobsBudget) {
  const TrainingSet set = Moons(100, 20, 2, 2);
  TrainingOptions options = QuickOptions();
  options.threads = 2;
  ASSERT_THAT(SetThreadBudget(3), IsOk());
  RecordingObserver observer;
  std::vector<ThreadPoolSize> pools;
  observer.continue_answer = [&](int64_t) {
    pools = ThreadPoolSizes();
    return absl::OkStatus();
  };
  ASSERT_THAT(TrainMembers(set, "plain", options, kSeed, "", observer), IsOk());
  ASSERT_FALSE(pools.empty());
  EXPECT_THAT(pools, Each(Field(&ThreadPoolSize::threads, Le(2))));
}

}  // namespace
}  // namespace counterweight
