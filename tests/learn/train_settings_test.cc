#include "src/learn/train_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

// The preprocessing that a set of plain numeric columns comes from.
Preprocessing NumericColumns(int64_t columns) {
  Preprocessing preprocessing;
  for (int64_t c = 0; c < columns; ++c) {
    NumericFeature feature;
    feature.source = static_cast<int32_t>(c);
    feature.distinct_count = 100;
    preprocessing.numeric.push_back(feature);
  }
  return preprocessing;
}

absl::StatusOr<TrainedSettings> Train(const TrainingSet& set, absl::string_view method,
                                      absl::string_view checkpoint, TrainingObserver& observer) {
  return TrainSettings(set, NumericColumns(set.features.columns), method, QuickOptions(), 5,
                       checkpoint, observer);
}

TEST(TrainSettingsTest, AMethodThatIsNoLibraryTrainsItsOneSetting) {
  const TrainingSet set = Moons(80, 16, 3, 1);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedSettings trained, Train(set, "plain", "", observer));
  ASSERT_EQ(trained.settings.size(), 1u);
  EXPECT_EQ(trained.settings[0].weight, 1.0);
  EXPECT_EQ(trained.out_of_fold_scores, trained.settings[0].members.out_of_fold_outputs);
  EXPECT_EQ(observer.reports.back().setting_count, 1);
}

TEST(TrainSettingsTest, ALibraryTrainsEverySettingAndSaysWhichOne) {
  const TrainingSet set = Moons(80, 16, 3, 2);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedSettings trained, Train(set, "library", "", observer));
  ASSERT_EQ(trained.settings.size(), 5u);
  double weights = 0;
  std::set<std::string> names;
  for (const TrainedSetting& setting : trained.settings) {
    weights += setting.weight;
    names.insert(setting.setting.name);
    EXPECT_EQ(setting.members.sizes.front(), setting.encoding.width());
    EXPECT_EQ(setting.members.synthetic.has_value(), setting.setting.rule == "meta");
  }
  EXPECT_NEAR(weights, 1.0, 1e-12);
  EXPECT_EQ(names.size(), 5u);

  std::set<int> told;
  int64_t rows = 0;
  for (const TrainingProgress& progress : observer.reports) {
    told.insert(progress.setting);
    EXPECT_EQ(progress.setting_count, 5);
    EXPECT_GE(progress.rows_seen, rows);
    rows = progress.rows_seen;
  }
  EXPECT_EQ(told.size(), 5u);
}

TEST(TrainSettingsTest, SettingsDifferInWhatTheyLearn) {
  const TrainingSet set = Moons(80, 16, 3, 3);
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedSettings trained, Train(set, "library", "", observer));
  for (size_t i = 1; i < trained.settings.size(); ++i) {
    EXPECT_NE(trained.settings[i].members.parameters, trained.settings[0].members.parameters);
  }
}

TEST(TrainSettingsTest, AStoppedLibraryContinuesBitForBitFromAnySetting) {
  const TrainingSet set = Moons(80, 16, 3, 4);
  RecordingObserver whole;
  whole.keep_checkpoints = true;
  ASSERT_OK_AND_ASSIGN(const TrainedSettings expected, Train(set, "library", "", whole));
  for (size_t i = 7; i < whole.checkpoints.size(); i += 61) {
    RecordingObserver rest;
    ASSERT_OK_AND_ASSIGN(const TrainedSettings resumed,
                         Train(set, "library", whole.checkpoints[i], rest));
    EXPECT_LT(rest.steps, whole.steps);
    EXPECT_EQ(resumed.out_of_fold_scores, expected.out_of_fold_scores);
    for (size_t s = 0; s < expected.settings.size(); ++s) {
      EXPECT_EQ(resumed.settings[s].weight, expected.settings[s].weight);
      EXPECT_EQ(resumed.settings[s].members.parameters, expected.settings[s].members.parameters);
      EXPECT_EQ(resumed.settings[s].members.best_step, expected.settings[s].members.best_step);
      if (!expected.settings[s].members.synthetic.has_value()) continue;
      EXPECT_EQ(resumed.settings[s].members.synthetic->contributions,
                expected.settings[s].members.synthetic->contributions);
      EXPECT_EQ(resumed.settings[s].members.synthetic->set.features.values,
                expected.settings[s].members.synthetic->set.features.values);
    }
  }
}

TEST(TrainSettingsTest, ASearchAddsSettingsAndContinuesBitForBit) {
  const TrainingSet set = Moons(80, 16, 3, 7);
  TrainingOptions options = QuickOptions();
  options.search_runs = 3;
  const auto train = [&](SearchKind kind, absl::string_view checkpoint,
                         TrainingObserver& observer) {
    options.search = kind;
    return TrainSettings(set, NumericColumns(set.features.columns), "library_plain", options, 5,
                         checkpoint, observer);
  };
  RecordingObserver whole, rest, other;
  whole.keep_checkpoints = true;
  ASSERT_OK_AND_ASSIGN(const TrainedSettings expected, train(SearchKind::kGradient, "", whole));
  ASSERT_EQ(expected.settings.size(), 8u);
  EXPECT_EQ(expected.settings[7].setting.name, "search-3");
  EXPECT_NE(expected.settings[7].setting.options.rate, expected.settings[6].setting.options.rate);
  EXPECT_EQ(whole.reports.back().setting_count, 8);
  ASSERT_OK_AND_ASSIGN(
      const TrainedSettings resumed,
      train(SearchKind::kGradient, whole.checkpoints[whole.checkpoints.size() - 20], rest));
  EXPECT_EQ(resumed.out_of_fold_scores, expected.out_of_fold_scores);
  EXPECT_EQ(resumed.settings[7].setting.options.rate, expected.settings[7].setting.options.rate);
  EXPECT_THAT(train(SearchKind::kRandom, "", other), IsOk());
}

TEST(TrainSettingsTest, ACheckpointOfAnotherMethodIsRefused) {
  const TrainingSet set = Moons(80, 16, 3, 5);
  RecordingObserver observer, other;
  observer.keep_checkpoints = true;
  ASSERT_THAT(Train(set, "library", "", observer), IsOk());
  EXPECT_THAT(Train(set, "library_plain", observer.checkpoints.front(), other),
              StatusIs(absl::StatusCode::kDataLoss, ::testing::_));
}

TEST(TrainSettingsTest, ASingleNetworkScoresItsFoldOnly) {
  TrainingSet set = Moons(80, 16, 3, 6);
  set.networks = NetworksKind::kSingle;
  RecordingObserver observer;
  ASSERT_OK_AND_ASSIGN(const TrainedSettings trained, Train(set, "meta", "", observer));
  EXPECT_EQ(trained.settings[0].members.members, 1);
  for (size_t row = 0; row < set.labels.size(); ++row) {
    EXPECT_EQ(std::isnan(trained.out_of_fold_scores[row]), set.folds[row] != 0);
  }
}

}  // namespace
}  // namespace counterweight
