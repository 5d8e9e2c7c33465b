#include "src/features/stratified_split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "src/base/class_counts.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<uint32_t> Labels(const std::vector<int>& counts) {
  std::vector<uint32_t> labels;
  for (size_t c = 0; c < counts.size(); ++c) {
    labels.insert(labels.end(), counts[c], static_cast<uint32_t>(c));
  }
  return labels;
}

std::vector<uint32_t> Pick(const std::vector<uint32_t>& labels, const std::vector<int64_t>& rows) {
  std::vector<uint32_t> picked;
  for (const int64_t row : rows) picked.push_back(labels[row]);
  return picked;
}

// Random labels of one to four classes, some of them empty or tiny.
std::vector<uint32_t> RandomLabels(RandomStream& stream) {
  std::vector<int> counts(1 + stream.Below(4));
  for (int& count : counts) count = static_cast<int>(stream.Below(stream.Below(2) == 0 ? 4 : 60));
  std::vector<uint32_t> labels;
  const std::vector<uint32_t> sorted = Labels(counts);
  for (const int64_t i : stream.Permutation(static_cast<int64_t>(sorted.size()))) {
    labels.push_back(sorted[i]);
  }
  return labels;
}

TEST(SplitHoldOutTest, EveryClassKeepsItsShare) {
  const std::vector<uint32_t> labels = Labels({100, 11, 2});
  const HoldOut split = SplitHoldOut(labels, 3, 0.2, RandomStream(1, "split"));
  EXPECT_THAT(CountClasses(Pick(labels, split.test), 3), ElementsAre(20, 2, 1));
  EXPECT_THAT(CountClasses(Pick(labels, split.training), 3), ElementsAre(80, 9, 1));
}

TEST(SplitHoldOutTest, FractionZeroHoldsOutNothing) {
  const HoldOut split = SplitHoldOut(Labels({5, 5}), 2, 0, RandomStream(1, "split"));
  EXPECT_THAT(split.test, IsEmpty());
  EXPECT_EQ(split.training.size(), 10u);
}

TEST(SplitHoldOutTest, BothPartsGetARowOfEveryClassThatHasTwo) {
  const std::vector<uint32_t> labels = Labels({2, 3, 1});
  for (const double fraction : {1e-6, 0.5, 0.9}) {
    const HoldOut split = SplitHoldOut(labels, 3, fraction, RandomStream(1, "split"));
    const std::vector<int64_t> test = CountClasses(Pick(labels, split.test), 3);
    EXPECT_GE(test[0], 1);
    EXPECT_LE(test[0], 1);
    EXPECT_GE(test[1], 1);
    EXPECT_LE(test[1], 2);
    EXPECT_EQ(test[2], 0);  // the only row of a class trains
  }
}

TEST(SplitHoldOutTest, IsAPartitionInAscendingOrder) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream stream(seed, "labels");
    const std::vector<uint32_t> labels = RandomLabels(stream);
    const double fraction = 0.9 * stream.Uniform();
    const HoldOut split = SplitHoldOut(labels, 4, fraction, RandomStream(seed, "split"));
    EXPECT_TRUE(std::is_sorted(split.training.begin(), split.training.end()));
    EXPECT_TRUE(std::is_sorted(split.test.begin(), split.test.end()));
    std::set<int64_t> rows(split.training.begin(), split.training.end());
    rows.insert(split.test.begin(), split.test.end());
    EXPECT_EQ(rows.size(), labels.size());
    EXPECT_EQ(split.training.size() + split.test.size(), labels.size());
    const std::vector<int64_t> all = CountClasses(labels, 4);
    const std::vector<int64_t> test = CountClasses(Pick(labels, split.test), 4);
    for (int c = 0; c < 4; ++c) {
      if (all[c] >= 2) {
        EXPECT_LE(std::abs(test[c] - fraction * all[c]), 1) << "seed " << seed;
      }
    }
  }
}

TEST(SplitHoldOutTest, FollowsTheStream) {
  const std::vector<uint32_t> labels = Labels({60, 20});
  const HoldOut first = SplitHoldOut(labels, 2, 0.25, RandomStream(1, "split"));
  EXPECT_EQ(first.test, SplitHoldOut(labels, 2, 0.25, RandomStream(1, "split")).test);
  EXPECT_NE(first.test, SplitHoldOut(labels, 2, 0.25, RandomStream(2, "split")).test);
}

TEST(AssignFoldsTest, ClassesAndFoldsAreLevel) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    RandomStream stream(seed, "labels");
    const std::vector<uint32_t> labels = RandomLabels(stream);
    const int folds = static_cast<int>(2 + stream.Below(9));
    const std::vector<int> assigned = AssignFolds(labels, 4, folds, RandomStream(seed, "folds"));
    ASSERT_EQ(assigned.size(), labels.size());
    std::vector<int64_t> sizes(folds, 0);
    std::vector<std::vector<int64_t>> class_sizes(4, std::vector<int64_t>(folds, 0));
    for (size_t row = 0; row < labels.size(); ++row) {
      ASSERT_GE(assigned[row], 0);
      ASSERT_LT(assigned[row], folds);
      ++sizes[assigned[row]];
      ++class_sizes[labels[row]][assigned[row]];
    }
    class_sizes.push_back(sizes);
    for (const std::vector<int64_t>& of_folds : class_sizes) {
      const auto [low, high] = std::minmax_element(of_folds.begin(), of_folds.end());
      EXPECT_LE(*high - *low, 1) << "seed " << seed;
    }
  }
}

TEST(AssignFoldsTest, FollowsTheStream) {
  const std::vector<uint32_t> labels = Labels({60, 20});
  const std::vector<int> first = AssignFolds(labels, 2, 5, RandomStream(1, "folds"));
  EXPECT_EQ(first, AssignFolds(labels, 2, 5, RandomStream(1, "folds")));
  EXPECT_NE(first, AssignFolds(labels, 2, 5, RandomStream(2, "folds")));
}

}  // namespace
}  // namespace counterweight
