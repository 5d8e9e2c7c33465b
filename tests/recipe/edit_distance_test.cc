#include "src/recipe/edit_distance.h"

#include <gtest/gtest.h>

#include <string>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

TEST(EditDistanceTest, CountsInsertionsDeletionsAndSubstitutions) {
  EXPECT_EQ(EditDistance("", ""), 0);
  EXPECT_EQ(EditDistance("rate", "rate"), 0);
  EXPECT_EQ(EditDistance("rate", ""), 4);
  EXPECT_EQ(EditDistance("", "rate"), 4);
  EXPECT_EQ(EditDistance("rates", "rate"), 1);
  EXPECT_EQ(EditDistance("mate", "rate"), 1);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
  EXPECT_EQ(EditDistance("Saturday", "Sunday"), 3);
}

std::string RandomWord(RandomStream& stream) {
  std::string word(stream.Below(8), 'a');
  for (char& letter : word) letter = static_cast<char>('a' + stream.Below(3));
  return word;
}

TEST(EditDistanceTest, IsAMetric) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    RandomStream stream(seed, "words");
    const std::string a = RandomWord(stream), b = RandomWord(stream), c = RandomWord(stream);
    EXPECT_EQ(EditDistance(a, b), EditDistance(b, a)) << a << " " << b;
    EXPECT_LE(EditDistance(a, c), EditDistance(a, b) + EditDistance(b, c));
    EXPECT_EQ(EditDistance(a, b) == 0, a == b);
  }
}

}  // namespace
}  // namespace counterweight
