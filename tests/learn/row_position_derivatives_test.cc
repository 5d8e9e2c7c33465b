#include "src/learn/row_position_derivatives.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "src/learn/row_products.h"
#include "src/network/initial_parameters.h"
#include "src/tensor/operators.h"
#include "tests/learn/training_sets.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

class RowPositionDerivativesTest : public ::testing::TestWithParam<int> {
 protected:
  RowPositionDerivativesTest()
      : set_(GetParam() == 2 ? Moons(30, 8, 2, 3) : ThreeClouds({20, 8, 8}, 2, 3)),
        encoder_(*RowEncoder::Create(set_.encoding)),
        shape_({{set_.encoding.width(), 7, 5, GetParam() == 2 ? 1 : 3}}),
        parameters_(InitialParameters(shape_, 2, at::kFloat, RandomStream(1, "parameters"))) {
    RandomStream stream(2, "direction");
    direction_ = RandomTensor(parameters_.sizes(), stream).to(at::kFloat);
  }

  MemberRows AllRows() const {
    std::vector<int64_t> rows(set_.features.rows);
    std::iota(rows.begin(), rows.end(), 0);
    return {rows, rows};
  }

  TrainingSet set_;
  RowEncoder encoder_;
  NetworkShape shape_;
  at::Tensor parameters_, direction_;
};

INSTANTIATE_TEST_SUITE_P(Classes, RowPositionDerivativesTest, ::testing::Values(2, 3));

TEST_P(RowPositionDerivativesTest, AreTheSlopeOfTheRowsProduct) {
  RowPositionDerivatives derivatives(encoder_, shape_);
  const std::vector<float> all =
      derivatives.OfMemberRows(parameters_, direction_, set_.features, set_.labels, AllRows());
  RowProducts products(encoder_, shape_);
  const int64_t rows = set_.features.rows, columns = set_.features.columns;
  // Float products allow no small differences: over 1e-3 they hold where no ramp ends in between,
  // which is nearly everywhere.
  constexpr float kOffset = 1e-3f;
  int64_t agreeing = 0, checked = 0;
  for (int64_t c = 0; c < columns; ++c) {
    Matrix up = set_.features, down = set_.features;
    for (int64_t row = 0; row < rows; ++row) {
      up.row(row)[c] += kOffset;
      down.row(row)[c] -= kOffset;
    }
    const auto above = products.OfMemberRows(parameters_, direction_, up, set_.labels, AllRows());
    const auto below = products.OfMemberRows(parameters_, direction_, down, set_.labels, AllRows());
    for (int64_t i = 0; i < 2 * rows; ++i) {
      const double expected = (above[i] - below[i]) / (2 * kOffset);
      const double slope = all[i * columns + c];
      ++checked;
      agreeing += std::abs(slope - expected) < 0.02 + 0.02 * std::abs(expected);
    }
  }
  EXPECT_GT(static_cast<double>(agreeing) / static_cast<double>(checked), 0.95);
}

TEST_P(RowPositionDerivativesTest, OfSomeRowsAreThoseOfAll) {
  RowPositionDerivatives derivatives(encoder_, shape_);
  const int64_t rows = set_.features.rows, columns = set_.features.columns;
  const std::vector<float> all =
      derivatives.OfMemberRows(parameters_, direction_, set_.features, set_.labels, AllRows());
  const MemberRows own = {{7, 3}, {30}};
  const std::vector<float> some =
      derivatives.OfMemberRows(parameters_, direction_, set_.features, set_.labels, own);
  ASSERT_EQ(some.size(), static_cast<size_t>(2 * 2 * columns));
  for (int64_t c = 0; c < columns; ++c) {
    EXPECT_NEAR(some[c], all[7 * columns + c], 1e-4);
    EXPECT_NEAR(some[columns + c], all[3 * columns + c], 1e-4);
    EXPECT_NEAR(some[2 * columns + c], all[(rows + 30) * columns + c], 1e-4);
    EXPECT_EQ(some[3 * columns + c], 0);  // member 1 has no second row
  }
}

}  // namespace
}  // namespace counterweight
