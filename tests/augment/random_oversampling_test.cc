#include "src/augment/random_oversampling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/augment/labelled_rows.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

TEST(RandomOversamplingTest, KeepsWhatEveryOversamplerKeeps) {
  ExpectCommonProperties(RandomOversampling);
}

TEST(RandomOversamplingTest, RepeatsRowsOfTheClassAboutEquallyOften) {
  const LabelledRows rows = RandomLabelledRows({400, 10, 60}, 5);
  const NewRows added = RandomOversampling(rows, RandomStream(5, "copies"));
  EXPECT_THAT(CountsWith(rows, added), ElementsAre(400, 400, 400));
  std::map<std::vector<float>, uint32_t> originals;
  for (int64_t row = 0; row < rows.features.rows; ++row) {
    originals[RowOf(rows.features, row)] = rows.labels[row];
  }
  std::map<std::vector<float>, int> copies;
  for (int64_t row = 0; row < added.features.rows; ++row) {
    const std::vector<float> values = RowOf(added.features, row);
    ASSERT_EQ(originals.count(values), 1u);
    EXPECT_EQ(originals[values], added.labels[row]);
    if (added.labels[row] == 1) ++copies[values];
  }
  EXPECT_EQ(copies.size(), 10u);
  // 39 expected, standard deviation 6.
  for (const auto& [values, count] : copies) EXPECT_NEAR(count, 39, 24);
}

}  // namespace
}  // namespace counterweight
