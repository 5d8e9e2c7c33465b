#include "src/evaluation/score_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

TEST(DescendingKeyTest, HigherScoresHaveLowerKeys) {
  const float infinity = std::numeric_limits<float>::infinity();
  const float falling[] = {
      infinity, 1e30f,   1.5f, 1,     1e-30f, std::numeric_limits<float>::denorm_min(),
      0,        -1e-40f, -1,   -1.5f, -1e30f, -infinity};
  for (size_t i = 0; i + 1 < std::size(falling); ++i) {
    EXPECT_LT(DescendingKey(falling[i]), DescendingKey(falling[i + 1])) << falling[i];
    EXPECT_EQ(ScoreOfKey(DescendingKey(falling[i])), falling[i]);
  }
}

TEST(DescendingKeyTest, BothZerosAreOneScore) {
  EXPECT_EQ(DescendingKey(-0.0f), DescendingKey(0.0f));
}

// Keys of one to four digits that differ, few and many.
TEST(SortKeysTest, AgreesWithSortingByComparison) {
  RandomStream stream(1, "keys");
  for (const size_t size : {0, 1, 2, 255, 256, 257, 5'000, 100'000}) {
    for (const uint64_t range : {1ull, 3ull, 300ull, 70'000ull, 1ull << 25, 1ull << 32}) {
      std::vector<uint32_t> keys;
      for (size_t i = 0; i < size; ++i) {
        keys.push_back(static_cast<uint32_t>((1ull << 32) - range + stream.Below(range)));
      }
      std::vector<uint32_t> expected = keys;
      std::sort(expected.begin(), expected.end());
      SortKeys(keys);
      EXPECT_EQ(keys, expected) << size << " keys of " << range << " values";
    }
  }
}

TEST(SortByKeyTest, EqualKeysStayInTheirOrder) {
  RandomStream stream(2, "keyed values");
  for (const size_t size : {10, 200, 5'000}) {
    std::vector<uint64_t> keyed;
    for (size_t i = 0; i < size; ++i) {
      keyed.push_back(KeyedValue(static_cast<uint32_t>(stream.Below(20) * 123'456'789),
                                 static_cast<uint32_t>(size - i)));
    }
    std::vector<uint64_t> expected = keyed;
    std::stable_sort(expected.begin(), expected.end(),
                     [](uint64_t a, uint64_t b) { return a >> 32 < b >> 32; });
    SortByKey(keyed);
    EXPECT_EQ(keyed, expected) << size;
  }
}

}  // namespace
}  // namespace counterweight
