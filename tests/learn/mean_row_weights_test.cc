#include "src/learn/mean_row_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(MeanRowWeightsTest, AveragesOverTheDrawsOfARowAndIsOneWithoutAny) {
  MeanRowWeights means(4);
  means.Add({{0, 2}, {2, 2}}, std::vector<float>{0.5f, 1.f, 2.f, 6.f});
  EXPECT_THAT(means.Means(), ElementsAre(0.5f, 1.f, 3.f, 1.f));
}

TEST(MeanRowWeightsTest, RestoredTheyGoOn) {
  MeanRowWeights a(3), b(3), other(2);
  a.Add({{0, 1}}, std::vector<float>{3.f, 5.f});
  ByteWriter writer;
  a.Save(writer);
  ByteReader reader(writer.bytes());
  ASSERT_THAT(b.Restore(reader), IsOk());
  b.Add({{0, 2}}, std::vector<float>{1.f, 7.f});
  EXPECT_THAT(b.Means(), ElementsAre(2.f, 5.f, 7.f));
  ByteReader again(writer.bytes());
  EXPECT_THAT(other.Restore(again), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("other rows")));
}

}  // namespace
}  // namespace counterweight
