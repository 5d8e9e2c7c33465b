#include "src/learn/validation_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::IsSubsetOf;
using ::testing::UnorderedElementsAreArray;

TrainingProblem ProblemOf(const TrainingSet& set) { return *MakeTrainingProblem(set); }

TEST(ValidationBatchTest, ASmallFoldIsTakenWhole) {
  const TrainingSet set = Moons(60, 12, 3, 1);
  const TrainingProblem problem = ProblemOf(set);
  const MemberRows batch = DrawValidationBatch(problem, RandomStream(1, "validation"));
  for (int member = 0; member < 3; ++member) {
    EXPECT_THAT(batch[member], UnorderedElementsAreArray(problem.validation_rows[member]));
  }
}

TEST(ValidationBatchTest, AllRareRowsAndABoundedDrawOfTheMajority) {
  const TrainingSet set = Moons(3000, 40, 2, 1);
  const TrainingProblem problem = ProblemOf(set);
  const MemberRows batch = DrawValidationBatch(problem, RandomStream(1, "validation"));
  const MemberRows other = DrawValidationBatch(problem, RandomStream(2, "validation"));
  for (int member = 0; member < 2; ++member) {
    EXPECT_THAT(batch[member], IsSubsetOf(problem.validation_rows[member]));
    const auto rare = std::count_if(batch[member].begin(), batch[member].end(),
                                    [&](int64_t row) { return set.labels[row] == 1; });
    EXPECT_EQ(rare, 20);
    EXPECT_EQ(static_cast<int64_t>(batch[member].size()), 20 + kMajorityValidationRows);
    EXPECT_NE(batch[member], other[member]);
  }
}

TEST(ValidationBatchTest, ManyRareRowsAreBoundedToo) {
  const TrainingSet set = Moons(2600, 2500, 2, 1);
  const MemberRows batch = DrawValidationBatch(ProblemOf(set), RandomStream(1, "validation"));
  EXPECT_EQ(static_cast<int64_t>(batch[0].size()), kRareValidationRows + kMajorityValidationRows);
}

TEST(SampleWithoutReplacementTest, DrawsDistinctRowsEvenly) {
  std::vector<int64_t> pool(10);
  std::iota(pool.begin(), pool.end(), 100);
  std::vector<int> drawn(10, 0);
  for (uint64_t seed = 0; seed < 4000; ++seed) {
    RandomStream stream(seed, "sample");
    const std::vector<int64_t> sample = SampleWithoutReplacement(pool, 3, stream);
    ASSERT_EQ(std::set<int64_t>(sample.begin(), sample.end()).size(), 3u);
    for (const int64_t row : sample) ++drawn[row - 100];
  }
  for (const int count : drawn) EXPECT_NEAR(count, 1200, 150);
}

}  // namespace
}  // namespace counterweight
