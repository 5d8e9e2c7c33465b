#include "src/learn/setting_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

void ExpectFields(const TrainingOptions& options, double rate, double decay, double mass,
                  double lambda_max) {
  EXPECT_DOUBLE_EQ(options.rate, rate);
  EXPECT_DOUBLE_EQ(options.decay, decay);
  EXPECT_DOUBLE_EQ(options.mass, mass);
  EXPECT_DOUBLE_EQ(options.lambda_max, lambda_max);
}

TEST(SettingSpaceTest, CornersAreTheEndsOfTheRanges) {
  ExpectFields(OptionsAtPoint({-1, -1, -1, -1}, {}), 1e-3, 0.03, 0.01, 0.1);
  ExpectFields(OptionsAtPoint({1, 1, 1, 1}, {}), 0.1, 3, 1, 1.5);
}

TEST(SettingSpaceTest, TheMiddleIsTheGeometricMean) {
  ExpectFields(OptionsAtPoint({0, 0, 0, 0}, {}), 1e-2, 0.3, 0.1, 0.38729833462074170);
}

TEST(SettingSpaceTest, OptionsAndPointsAreInverse) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream stream(seed, "point");
    SettingPoint point;
    for (double& x : point) x = 2 * stream.Uniform() - 1;
    const SettingPoint back = PointOfOptions(OptionsAtPoint(point, {}));
    for (size_t d = 0; d < kSettingDimensions; ++d) EXPECT_NEAR(back[d], point[d], 1e-12);
  }
}

TEST(SettingSpaceTest, OtherFieldsStay) {
  TrainingOptions options;
  options.steps = 1234;
  options.ramp_edges = RampEdgesKind::kTree;
  const TrainingOptions moved = OptionsAtPoint({0.5, 0.5, 0.5, 0.5}, options);
  EXPECT_EQ(moved.steps, 1234);
  EXPECT_EQ(moved.ramp_edges, RampEdgesKind::kTree);
}

TEST(SettingSpaceTest, WhatLiesOutsideCountsAsTheNearerEnd) {
  TrainingOptions small;
  small.rate = 1e-4;
  small.decay = small.lambda_max = 0;
  small.mass = 0.003;
  EXPECT_THAT(PointOfOptions(small), Each(-1.0));
  TrainingOptions mixed;
  mixed.rate = 0.1;
  mixed.decay = 3;
  mixed.mass = 2;
  mixed.lambda_max = 0.1;
  EXPECT_THAT(PointOfOptions(mixed), ElementsAre(1, 1, 1, -1));
  ExpectFields(OptionsAtPoint({-7, 7, 2, -1.1}, {}), 1e-3, 3, 1, 0.1);
}

TEST(SettingSpaceTest, EveryPointGivesValidOptions) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    RandomStream stream(seed, "point");
    SettingPoint point;
    // A third of the coordinates at each end.
    for (double& x : point) x = std::clamp(6 * stream.Uniform() - 3, -1.0, 1.0);
    EXPECT_THAT(ValidateTrainingOptions(OptionsAtPoint(point, {})), IsOk()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace counterweight
