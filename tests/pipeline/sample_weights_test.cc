#include "src/pipeline/sample_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/testing/dataset_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// Two training rows; one synthetic row between dataset rows 4 and 6 (training rows 0 and 1).
TrainedSetting MakeSetting(double weight, float contribution, float mass, int64_t best_step) {
  TrainedSetting trained;
  trained.weight = weight;
  trained.setting.options.steps = 100;
  trained.setting.options.synth_start = 0.5;
  trained.members.best_step = best_step;
  trained.members.row_weights = {1, 1};
  trained.members.row_contributions = {kNone, kNone};
  SyntheticOutcome synthetic;
  synthetic.set.features = {1, 0, {}};
  synthetic.set.classes = {1};
  synthetic.set.parents = {0};
  synthetic.set.neighbours = {1};
  synthetic.set.lambdas = {0.25f};
  synthetic.contributions = {contribution};
  synthetic.class_mass = {0, mass};
  trained.members.synthetic = synthetic;
  return trained;
}

SampleWeightsTable Make(const std::vector<TrainedSetting>& settings) {
  static const auto* const dataset = new LabelledTable(ClusterDataset({20, 5}, 1));
  return MakeSampleWeights(settings, {1, 1}, Preprocessing(), *dataset, {4, 6});
}

TEST(SampleWeightsTest, SettingsWithTheSameSyntheticRowsShareThem) {
  const SampleWeightsTable table =
      Make({MakeSetting(0.25, 2, 0.1f, 100), MakeSetting(0.75, 1, 0.4f, 100)});
  EXPECT_EQ(table.synthetic.row_count, 1);
  EXPECT_THAT(table.parent_rows, ElementsAre(4));
  EXPECT_THAT(table.neighbour_rows, ElementsAre(6));
  EXPECT_THAT(table.synthetic_contributions, ElementsAre(FloatNear(0.25f * 2 + 0.75f * 1, 1e-6f)));
  EXPECT_THAT(table.synthetic_weights,
              ElementsAre(FloatNear(0.25f * 2 * 0.1f + 0.75f * 1 * 0.4f, 1e-6f)));
}

TEST(SampleWeightsTest, ASettingThatStoppedBeforeSyntheticRowsJoinedLendsThemNoWeight) {
  const SampleWeightsTable table =
      Make({MakeSetting(0.5, 2, 0.1f, 50), MakeSetting(0.5, 1, 0.4f, 51)});
  EXPECT_THAT(table.synthetic_weights, ElementsAre(FloatNear(0.5f * 1 * 0.4f, 1e-6f)));
}

TEST(SampleWeightsTest, OtherSyntheticRowsFollow) {
  TrainedSetting moved = MakeSetting(0.5, 1, 0.1f, 100);
  moved.members.synthetic->set.lambdas = {0.75f};
  const SampleWeightsTable table = Make({MakeSetting(0.5, 1, 0.2f, 100), moved});
  EXPECT_EQ(table.synthetic.row_count, 2);
  EXPECT_THAT(table.synthetic_weights,
              ElementsAre(FloatNear(0.1f, 1e-6f), FloatNear(0.05f, 1e-6f)));
}

TEST(SampleWeightsTest, RealRowsAreAveragedOverTheSettingsThatKnowThem) {
  TrainedSetting first = MakeSetting(0.25, 1, 0.1f, 100);
  first.members.row_weights = {2, 1};
  first.members.row_contributions = {1, kNone};
  TrainedSetting second = MakeSetting(0.75, 1, 0.1f, 100);
  second.members.row_contributions = {-1, kNone};
  const SampleWeightsTable table = Make({first, second});
  EXPECT_THAT(table.weights, ElementsAre(FloatNear(1.25f, 1e-6f), FloatNear(1, 1e-6f)));
  EXPECT_THAT(table.contributions[0], FloatNear(-0.5f, 1e-6f));
  EXPECT_TRUE(std::isnan(table.contributions[1]));
}

}  // namespace
}  // namespace counterweight
