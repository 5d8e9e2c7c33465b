#include "src/learn/row_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/base/random_stream.h"
#include "src/tensor/conversion.h"
#include "tests/learn/training_sets.h"
#include "tests/network/autograd_network.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

// One column and a ramp over [0, 2].
RampEncoding OneRamp() { return {1, {0}, {0.f}, {0.5f}}; }
Matrix Column() { return {4, 1, {0.f, 1.f, 2.f, 3.f}}; }

// Every second column has ramps, as many as its number; the others are mostly 0.
RampEncoding MixedEncoding(int64_t columns, RandomStream& stream) {
  RampEncoding encoding;
  encoding.input_width = columns;
  for (int64_t column = 1; column < columns; column += 2) {
    auto low = static_cast<float>(stream.Normal() - 1);
    for (int64_t ramp = 0; ramp < column; ++ramp) {
      const float width = 0.01f + static_cast<float>(stream.Uniform());
      encoding.columns.push_back(static_cast<int32_t>(column));
      encoding.lows.push_back(low);
      encoding.inverse_widths.push_back(1 / width);
      low += width;
    }
  }
  return encoding;
}

Matrix MixedMatrix(int64_t rows, int64_t columns, RandomStream& stream) {
  Matrix matrix{rows, columns, {}};
  for (int64_t i = 0; i < rows * columns; ++i) {
    const bool is_zero = (i % columns) % 2 == 0 && stream.Below(3) > 0;
    matrix.values.push_back(is_zero ? 0.0f : static_cast<float>(3 * stream.Normal()));
  }
  return matrix;
}

TEST(RowEncoderTest, StandsForTheEncodedInputs) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    RandomStream stream(seed, "rows");
    const RampEncoding encoding = MixedEncoding(13, stream);
    const Matrix matrix = MixedMatrix(30, 13, stream);
    ASSERT_OK_AND_ASSIGN(const RowEncoder encoder, RowEncoder::Create(encoding));
    ASSERT_EQ(encoder.layout().width(), encoding.width());
    EncodedRows encoded;
    const MemberRows rows = {{1, 3, 29, 3}, {2, 0, 17, 5}};
    encoder.EncodeMemberRows(matrix, rows, encoded);
    EXPECT_THAT(ValuesFromTensor<float>(DenseInputs(encoded)),
                Pointwise(FloatNear(2e-5f),
                          ValuesFromTensor<float>(DenseMemberRows(encoding, matrix, rows))));
  }
}

TEST(RowEncoderTest, AnEdgeBelongsToTheRampAboveAndHasShareZero) {
  ASSERT_OK_AND_ASSIGN(const RowEncoder encoder, RowEncoder::Create(OneRamp()));
  EncodedRows encoded;
  encoder.EncodeMemberRows(Column(), {{0, 1, 2, 3}}, encoded);
  EXPECT_THAT(encoded.knots, ElementsAre(1, 1, 2, 2));
  EXPECT_THAT(ValuesFromTensor<float>(encoded.shares), ElementsAre(0, 0.5, 0, 1));
}

TEST(RowEncoderTest, ReusedMemoryHoldsNothingOfTheBatchBefore) {
  RandomStream stream(5, "rows");
  ASSERT_OK_AND_ASSIGN(const RowEncoder encoder, RowEncoder::Create(MixedEncoding(7, stream)));
  const Matrix matrix = MixedMatrix(30, 7, stream);
  EncodedRows reused, fresh;
  encoder.EncodeMemberRows(matrix, {{4, 7, 9}, {2, 2, 1}}, reused);
  encoder.EncodeMemberRows(matrix, {{1, 3}, {5}}, reused);
  encoder.EncodeMemberRows(matrix, {{1, 3}, {5}}, fresh);
  EXPECT_TRUE(DenseInputs(reused).equal(DenseInputs(fresh)));
}

TEST(RowEncoderTest, ShorterMembersAreFilledUp) {
  ASSERT_OK_AND_ASSIGN(const RowEncoder encoder, RowEncoder::Create(OneRamp()));
  EncodedRows encoded;
  encoder.EncodeMemberRows(Column(), {{1, 2}, {3}}, encoded);
  EXPECT_EQ(encoded.members, 2);
  EXPECT_EQ(encoded.count, 2);
  const at::Tensor inputs = DenseInputs(encoded);
  EXPECT_THAT(ValuesFromTensor<float>(inputs.narrow(0, 0, 1)), ElementsAre(1, 0, 2, 0.5));
  EXPECT_THAT(ValuesFromTensor<float>(inputs.narrow(0, 1, 1).narrow(1, 0, 1)), ElementsAre(3, 0.5));
}

TEST(MemberRowsTest, PartsEndWhereAMembersRowsDo) {
  EXPECT_THAT(PartOfRows({{1, 2, 3, 4, 5}, {6}}, 1, 3),
              ElementsAre(ElementsAre(2, 3, 4), ElementsAre()));
}

TEST(MemberRowsTest, SpreadValuesLieAtTheirRows) {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6, -1, -1};  // [2, 2, 2], one row filled up
  EXPECT_THAT(SpreadMemberRows(values, {{2, 0}, {1}}, 2, 3),
              ElementsAre(3, 4, 0, 0, 1, 2, 0, 0, 5, 6, 0, 0));
}

TEST(RowEncoderTest, RampsThatDoNotJoinAreRefused) {
  EXPECT_THAT(RowEncoder::Create({2, {1, 1}, {0.f, 3.f}, {0.5f, 1.f}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("column 1 do not join")));
}

TEST(RowEncoderTest, ValuesAreGatheredInTheSameLayout) {
  const std::vector<uint32_t> values = {7, 8, 9, 10};
  EXPECT_THAT(GatherMemberValues(values, {{1, 3}, {2}}), ElementsAre(8, 10, 9, 0));
}

}  // namespace
}  // namespace counterweight
