#include "bench/label_flips.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace counterweight {
namespace {

// 1,900 rows of class 0, 100 of class 1.
std::vector<uint32_t> Labels() {
  std::vector<uint32_t> labels(2000, 0);
  for (size_t row = 0; row < labels.size(); row += 20) labels[row] = 1;
  return labels;
}

int64_t FlippedOf(const std::vector<uint8_t>& flips, const std::vector<uint32_t>& labels,
                  uint32_t label) {
  int64_t count = 0;
  for (size_t row = 0; row < labels.size(); ++row) count += labels[row] == label && flips[row];
  return count;
}

TEST(LabelFlipsTest, EveryRowHasTheSameChance) {
  const std::vector<uint32_t> labels = Labels();
  const auto flips = DrawFlips(labels, FlipKind::kEveryRow, 0.1, RandomStream(1, "flips"));
  EXPECT_NEAR(FlippedOf(flips, labels, 0), 190, 40);  // three standard deviations
  EXPECT_NEAR(FlippedOf(flips, labels, 1), 10, 9);
}

TEST(LabelFlipsTest, BalancedFlipsLeaveTheClassCountsAsTheyWere) {
  const std::vector<uint32_t> labels = Labels();
  const auto flips = DrawFlips(labels, FlipKind::kBalanced, 0.1, RandomStream(1, "flips"));
  EXPECT_EQ(FlippedOf(flips, labels, 0), 10);
  EXPECT_EQ(FlippedOf(flips, labels, 1), 10);
}

TEST(LabelFlipsTest, BalancedFlipsAtLeastOneRowOfEither) {
  const std::vector<uint32_t> labels = {0, 0, 1, 1, 0};
  const auto flips = DrawFlips(labels, FlipKind::kBalanced, 0.1, RandomStream(1, "flips"));
  EXPECT_EQ(FlippedOf(flips, labels, 0), 1);
  EXPECT_EQ(FlippedOf(flips, labels, 1), 1);
}

TEST(LabelFlipsTest, AnotherSeedFlipsOtherRows) {
  const std::vector<uint32_t> labels = Labels();
  for (const FlipKind kind : {FlipKind::kEveryRow, FlipKind::kBalanced}) {
    const auto first = DrawFlips(labels, kind, 0.1, RandomStream(1, "flips"));
    EXPECT_EQ(first, DrawFlips(labels, kind, 0.1, RandomStream(1, "flips")));
    EXPECT_NE(first, DrawFlips(labels, kind, 0.1, RandomStream(2, "flips")));
  }
}

}  // namespace
}  // namespace counterweight
