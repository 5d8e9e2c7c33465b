#include "src/learn/encoded_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/tensor/conversion.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

// One column and a ramp over [0, 2].
RampEncoding OneRamp() { return {1, {0}, {0.f}, {0.5f}}; }
Matrix Column() { return {4, 1, {0.f, 1.f, 2.f, 3.f}}; }

TEST(EncodedRowsTest, EveryMemberGetsItsRowsAndShorterOnesAreFilledUpWithZeros) {
  at::Tensor encoded;
  EncodeMemberRows(OneRamp(), Column(), {{1, 3}, {2}}, encoded);
  EXPECT_EQ(encoded.sizes(), at::IntArrayRef({2, 2, 2}));
  EXPECT_THAT(ValuesFromTensor<float>(encoded), ElementsAre(1, 0, 3, 0.5, 2, 0.5, 0, 0));
}

TEST(EncodedRowsTest, ReusedMemoryHoldsNothingOfTheBatchBefore) {
  at::Tensor encoded;
  EncodeMemberRows(OneRamp(), Column(), {{1, 3}, {2, 2}}, encoded);
  EncodeMemberRows(OneRamp(), Column(), {{1, 3}, {}}, encoded);
  EXPECT_THAT(ValuesFromTensor<float>(encoded), ElementsAre(1, 0, 3, 0.5, 0, 0, 0, 0));
}

TEST(EncodedRowsTest, SharedRowsAreAContiguousPart) {
  at::Tensor encoded;
  EncodeSharedRows(OneRamp(), Column(), 1, 2, encoded);
  EXPECT_EQ(encoded.sizes(), at::IntArrayRef({1, 2, 2}));
  EXPECT_THAT(ValuesFromTensor<float>(encoded), ElementsAre(1, 0, 2, 0.5));
}

TEST(EncodedRowsTest, ValuesAreGatheredInTheSameLayout) {
  const std::vector<uint32_t> values = {7, 8, 9, 10};
  EXPECT_THAT(GatherMemberValues(values, {{1, 3}, {2}}), ElementsAre(8, 10, 9, 0));
}

}  // namespace
}  // namespace counterweight
