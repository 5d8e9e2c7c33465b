#include "src/learn/fixed_method.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "src/learn/train_members.h"
#include "tests/learn/training_sets.h"
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

TEST(FixedMethodTest, IsTheLearnedFormWithItsRatesAtZeroBitForBit) {
  const TrainingSet set = Moons(300, 30, 3, 5);
  TrainingOptions options = QuickOptions();
  ASSERT_OK_AND_ASSIGN(const TrainedMembers fixed, Train(set, "fixed", options));
  ASSERT_OK_AND_ASSIGN(const TrainedMembers learned, Train(set, "meta", options));
  EXPECT_NE(fixed.parameters, learned.parameters);
  options.contribution_rate = 0;
  options.mass_rate = 0;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers frozen, Train(set, "meta", options));
  EXPECT_EQ(fixed.parameters, frozen.parameters);
  EXPECT_EQ(fixed.out_of_fold_outputs, frozen.out_of_fold_outputs);
  EXPECT_EQ(fixed.synthetic->set.features.values, learned.synthetic->set.features.values);
  for (size_t row = 0; row < set.labels.size(); ++row) {
    EXPECT_FALSE(std::isnan(fixed.row_contributions[row]));
    EXPECT_EQ(fixed.row_contributions[row], frozen.row_contributions[row]);
  }
}

TEST(FixedMethodTest, ContributionsAreEqualAndTheMassIsTheOptions) {
  const TrainingSet set = ThreeClouds({300, 40, 24}, 4, 3);
  TrainingOptions options = QuickOptions();
  options.mass = 0.25;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers trained, Train(set, "fixed", options));
  EXPECT_THAT(trained.synthetic->contributions, Each(1.f));
  EXPECT_THAT(trained.synthetic->class_mass, ElementsAre(0, FloatEq(0.25f), FloatEq(0.25f)));
}

TEST(FixedMethodTest, WithoutSyntheticRowsItIsPlainTrainingBitForBit) {
  const TrainingSet set = Moons(300, 30, 3, 5);
  TrainingOptions options = QuickOptions();
  options.synth_start = 1;
  ASSERT_OK_AND_ASSIGN(const TrainedMembers plain, Train(set, "plain", options));
  ASSERT_OK_AND_ASSIGN(const TrainedMembers fixed, Train(set, "fixed", options));
  EXPECT_EQ(plain.parameters, fixed.parameters);
}

}  // namespace
}  // namespace counterweight
