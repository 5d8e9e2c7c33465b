#include "src/network/encoded_rows.h"

#include <ATen/ops/zeros_like.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/network/contribution_product.h"
#include "src/network/parameter_gradient.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// Lines of which about `share` are not 0.
at::Tensor RandomLines(int64_t members, int64_t rows, int64_t lines, double share) {
  RandomStream stream(5, "lines");
  at::Tensor values = RandomTensor({members, rows, lines}, stream).to(at::kFloat);
  float* value = values.data_ptr<float>();
  for (int64_t i = 0; i < values.numel(); ++i) {
    if (stream.Uniform() >= share) value[i] = 0;
  }
  return values;
}

TEST(EncodedRowsTest, LinesThatAreMostlyZeroAreIndexed) {
  const InputLayout layout(20);
  EncodedRows rows = LineRows(layout, RandomLines(2, 9, 20, 0.1));
  rows.IndexLines();
  EXPECT_THAT(rows.line_starts, SizeIs(2 * 9 + 1));
  EncodedRows dense = LineRows(layout, RandomLines(2, 9, 20, 0.9));
  dense.IndexLines();
  EXPECT_THAT(dense.line_starts, SizeIs(0));
}

TEST(EncodedRowsTest, TheIndexHoldsEveryLineThatIsNotZeroInOrder) {
  const InputLayout layout(4);
  const std::vector<float> values = {0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1};
  EncodedRows rows = LineRows(layout, TensorFromValues<float>(values, {1, 3, 4}));
  rows.IndexLines();
  EXPECT_THAT(rows.line_starts, ElementsAre(0, 1, 1, 2));
  EXPECT_EQ(rows.line_entries[0].table_row, 1);
  EXPECT_EQ(rows.line_entries[0].value, 1);
  EXPECT_EQ(rows.line_entries[1].table_row, 3);
  EXPECT_EQ(rows.line_entries[1].value, 11);
}

// What a network makes of rows: outputs, a gradient and contribution products.
struct Answers {
  Answers(const NetworkShape& shape, const at::Tensor& parameters, const EncodedRows& rows) {
    ForwardPass pass;
    LayerDeltas deltas;
    RunForward(shape, parameters, rows, std::nullopt, pass);
    outputs = pass.outputs;
    RunBackward(shape, pass, outputs, deltas);
    gradient = at::zeros_like(parameters);
    AddParameterGradient(shape, pass, deltas, gradient);
    products = ContributionProduct(shape, pass, deltas, parameters);
  }
  at::Tensor outputs, gradient, products;
};

TEST(EncodedRowsTest, IndexedLinesGiveWhatTheirMatrixProductGives) {
  for (const int64_t width : {7, 70}) {
    const NetworkShape shape = {{20, width, 5, 2}};
    RandomStream stream(6, "parameters");
    const at::Tensor parameters =
        (0.3 * RandomTensor({3, shape.parameter_count()}, stream)).to(at::kFloat);
    const InputLayout layout(20);
    const EncodedRows dense = LineRows(layout, RandomLines(3, 130, 20, 0.1));
    EncodedRows indexed = dense;
    indexed.IndexLines();
    ASSERT_FALSE(indexed.line_starts.empty());
    const Answers expected(shape, parameters, dense), answers(shape, parameters, indexed);
    EXPECT_LT(LargestDifference(answers.outputs, expected.outputs), 1e-5);
    EXPECT_LT(LargestDifference(answers.gradient, expected.gradient), 1e-3);
    EXPECT_LT(LargestDifference(answers.products, expected.products), 1e-3);
  }
}

TEST(InputLayoutTest, AColumnHasOneCurveAtMostAndOfTwoEdgesAtLeast) {
  InputLayout layout(3);
  layout.AddCurve(1, {0, 1});
  EXPECT_EQ(layout.width(), 4);
  EXPECT_THAT(layout.lines(), ElementsAre(0, 2));
  EXPECT_THAT(layout.knots(), ElementsAre(-1, 0, 1, 2));
  EXPECT_THROW(layout.AddCurve(1, {0, 1}), c10::Error);
  EXPECT_THROW(layout.AddCurve(2, {0}), c10::Error);
}

}  // namespace
}  // namespace counterweight
