#include "src/learn/resampled_method.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "src/base/class_counts.h"
#include "src/learn/method_table.h"
#include "src/learn/trainer.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

// What a method draws from, copied out.
struct CopiedPool {
  Matrix features;
  std::vector<uint32_t> targets;
  MemberRows member_rows;
};

CopiedPool PoolOf(const TrainingSet& set, absl::string_view rule, uint64_t seed) {
  const absl::StatusOr<TrainingProblem> problem = MakeTrainingProblem(set);
  EXPECT_THAT(problem, IsOk());
  const TrainingOptions options = QuickOptions();
  const auto method =
      MakeTrainingMethod(rule, *problem, MemberShape(*problem, options), options, seed);
  EXPECT_THAT(method, IsOk());
  const RowPool pool = (*method)->pool();
  return {*pool.features, {pool.targets.begin(), pool.targets.end()}, *pool.member_rows};
}

// Values and target of every row that a member may draw.
std::vector<std::vector<float>> RowsOfMember(const CopiedPool& pool, int member) {
  std::vector<std::vector<float>> rows;
  for (const int64_t row : pool.member_rows[member]) {
    const float* values = pool.features.row(row);
    rows.emplace_back(values, values + pool.features.columns);
    rows.back().push_back(static_cast<float>(pool.targets[row]));
  }
  return rows;
}

std::vector<int64_t> TargetCounts(const CopiedPool& pool, int member, int target_count) {
  std::vector<int64_t> counts(target_count, 0);
  for (const int64_t row : pool.member_rows[member]) ++counts[pool.targets[row]];
  return counts;
}

class ResampledMethodTest : public ::testing::TestWithParam<const char*> {
 protected:
  // ADASYN's shares are rounded one by one.
  int64_t tolerance() const { return std::string(GetParam()) == "adasyn" ? 12 : 0; }
};
INSTANTIATE_TEST_SUITE_P(Rules, ResampledMethodTest,
                         ::testing::Values("random_oversampling", "smote", "borderline_smote",
                                           "adasyn", "smote_nc"));

TEST_P(ResampledMethodTest, EveryMembersClassesAreOfOneSize) {
  const TrainingSet two = Moons(200, 30, 4, 1);
  const TrainingSet three = ThreeClouds({160, 40, 20}, 4, 1);
  for (const TrainingSet& set : {two, three}) {
    const CopiedPool pool = PoolOf(set, GetParam(), 1);
    ASSERT_EQ(pool.member_rows.size(), 4u);
    for (int member = 0; member < 4; ++member) {
      const std::vector<int64_t> counts = TargetCounts(pool, member, set.class_count);
      for (const int64_t count : counts) EXPECT_NEAR(count, counts[0], tolerance());
    }
  }
}

TEST_P(ResampledMethodTest, TheTrainingPartItselfComesFirst) {
  const TrainingSet set = Moons(60, 12, 3, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const CopiedPool pool = PoolOf(set, GetParam(), 1);
  ASSERT_EQ(pool.targets.size(), static_cast<size_t>(pool.features.rows));
  EXPECT_TRUE(std::equal(set.features.values.begin(), set.features.values.end(),
                         pool.features.values.begin()));
  for (int member = 0; member < 3; ++member) {
    const std::vector<int64_t>& own = problem.training_rows[member];
    ASSERT_GT(pool.member_rows[member].size(), own.size());
    EXPECT_TRUE(std::equal(own.begin(), own.end(), pool.member_rows[member].begin()));
    // The rest is the member's alone.
    for (size_t i = own.size(); i < pool.member_rows[member].size(); ++i) {
      EXPECT_GE(pool.member_rows[member][i], set.features.rows);
      EXPECT_EQ(pool.targets[pool.member_rows[member][i]], 1u);
    }
  }
}

TEST_P(ResampledMethodTest, AValidationRowReachesNoRowOfItsMembersPool) {
  const TrainingSet set = Moons(80, 24, 3, 1);
  const CopiedPool before = PoolOf(set, GetParam(), 1);
  for (const int64_t row : {int64_t{0}, int64_t{80}, int64_t{81}, int64_t{103}}) {
    TrainingSet changed = set;
    for (int c = 0; c < 3; ++c) changed.features.row(row)[c] *= -3;
    const CopiedPool after = PoolOf(changed, GetParam(), 1);
    for (int member = 0; member < 3; ++member) {
      const bool same = RowsOfMember(before, member) == RowsOfMember(after, member);
      EXPECT_EQ(same, member == set.folds[row]) << "row " << row << ", member " << member;
    }
  }
}

TEST_P(ResampledMethodTest, TheSameSeedGivesTheSamePool) {
  const TrainingSet set = Moons(80, 16, 2, 1);
  const CopiedPool first = PoolOf(set, GetParam(), 1);
  const CopiedPool again = PoolOf(set, GetParam(), 1);
  const CopiedPool other = PoolOf(set, GetParam(), 2);
  EXPECT_EQ(first.features.values, again.features.values);
  EXPECT_EQ(first.targets, again.targets);
  EXPECT_EQ(first.member_rows, again.member_rows);
  EXPECT_NE(first.features.values, other.features.values);
  // Members draw for themselves.
  EXPECT_NE(RowsOfMember(first, 0), RowsOfMember(first, 1));
}

TEST_P(ResampledMethodTest, ASingleNetworkHasOneMember) {
  TrainingSet set = Moons(80, 16, 4, 1);
  set.networks = NetworksKind::kSingle;
  const CopiedPool pool = PoolOf(set, GetParam(), 1);
  ASSERT_EQ(pool.member_rows.size(), 1u);
  const std::vector<int64_t> counts = TargetCounts(pool, 0, 2);
  EXPECT_NEAR(counts[0], 60, 0);
  EXPECT_NEAR(counts[1], 60, tolerance());
}

TEST_P(ResampledMethodTest, ThePositiveClassMayBeTheLarger) {
  TrainingSet set = Moons(80, 16, 2, 1);
  set.positive_class = 0;
  const std::vector<int64_t> counts = TargetCounts(PoolOf(set, GetParam(), 1), 0, 2);
  EXPECT_EQ(counts[1], 40);
  EXPECT_NEAR(counts[0], 40, tolerance());
}

TEST_P(ResampledMethodTest, RunsToTheEndAndContinuesFromACheckpoint) {
  for (const TrainingSet& set : {Moons(120, 12, 3, 1), ThreeClouds({90, 20, 3}, 3, 1)}) {
    RecordingObserver whole;
    whole.keep_checkpoints = true;
    ASSERT_OK_AND_ASSIGN(const TrainedMembers trained,
                         TrainMembers(set, GetParam(), QuickOptions(), 7, "", whole));
    EXPECT_GT(trained.best_validation_average_precision, 0.4);
    EXPECT_THAT(trained.row_weights, Each(1.0f));
    EXPECT_EQ(trained.row_weights.size(), static_cast<size_t>(set.features.rows));
    RecordingObserver rest;
    ASSERT_OK_AND_ASSIGN(
        const TrainedMembers resumed,
        TrainMembers(set, GetParam(), QuickOptions(), 7, whole.checkpoints[40], rest));
    EXPECT_EQ(rest.steps, 59);
    EXPECT_EQ(resumed.parameters, trained.parameters);
  }
}

// A member whose training part has one rare row, and one whose part has none.
TEST_P(ResampledMethodTest, TooFewRowsToHaveNeighboursAreEnough) {
  const TrainingSet set = Moons(40, 1, 2, 1);
  const CopiedPool pool = PoolOf(set, GetParam(), 1);
  const int without = set.folds[40];
  EXPECT_EQ(TargetCounts(pool, without, 2)[1], 0);
  EXPECT_EQ(TargetCounts(pool, 1 - without, 2)[1], 20);
}

// Levels stay levels where the sampler is told of them.
TEST(ResampledMethodColumnsTest, SmoteNcKeepsLevelsApartAndSmoteMixesThem) {
  TrainingSet set = Moons(80, 16, 2, 1);
  for (int64_t row = 0; row < set.features.rows; ++row) {
    set.features.row(row)[2] = static_cast<float>(row / 2 % 2);  // in both folds
  }
  set.column_groups = {-1, -1, 0};
  const auto mixed_rows = [&](absl::string_view rule) {
    const CopiedPool pool = PoolOf(set, rule, 1);
    int64_t mixed = 0;
    for (int64_t row = 0; row < pool.features.rows; ++row) {
      const float value = pool.features.row(row)[2];
      mixed += value != 0 && value != 1;
    }
    return mixed;
  };
  EXPECT_EQ(mixed_rows("smote_nc"), 0);
  EXPECT_GT(mixed_rows("smote"), 10);
}

TEST(CheckNewRowsTest, MoreBytesThanTheLimitAreRefused) {
  TrainingSet set = Moons(40, 10, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  EXPECT_THAT(CheckNewRows(problem), IsOk());
  // 15 new rows for each of two members. Only the width is looked at.
  const int64_t widest = kMaximumNewRowBytes / (30 * 4);
  set.features.columns = widest;
  EXPECT_THAT(CheckNewRows(problem), IsOk());
  set.features.columns = widest + 1;
  EXPECT_THAT(CheckNewRows(problem),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("30 rows")));
  EXPECT_THAT(MakeTrainingMethod("smote", problem, {}, QuickOptions(), 1),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("30 rows")));
}

}  // namespace
}  // namespace counterweight
