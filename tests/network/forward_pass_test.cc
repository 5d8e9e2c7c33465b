#include "src/network/forward_pass.h"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

TEST(ForwardPassTest, OutputsAreThoseOfThePlainFormula) {
  for (const NetworkShape& shape : CheckedShapes()) {
    const RandomNetwork network(shape, 3, 130, 1);  // more rows than go through a layer at once
    ForwardPass pass;
    RunForward(shape, network.parameters, network.rows, std::nullopt, pass);
    const at::Tensor expected = AutogradOutputs(shape, network.parameters, network.encoded);
    EXPECT_LT(LargestDifference(pass.outputs, expected), 1e-12);
  }
}

TEST(ForwardPassTest, AReusedPassAllocatesNothingAndForgetsTheRowsBefore) {
  const RandomNetwork first({{11, 8, 6, 1}}, 3, 7, 1);
  const RandomNetwork second({{11, 8, 6, 1}}, 3, 7, 2);
  ForwardPass reused, fresh;
  RunForward(first.shape, first.parameters, first.rows, std::nullopt, reused);
  const void* memory = reused.hidden[0].activation.data_ptr();
  RunForward(second.shape, second.parameters, second.rows, std::nullopt, reused);
  RunForward(second.shape, second.parameters, second.rows, std::nullopt, fresh);
  EXPECT_EQ(reused.hidden[0].activation.data_ptr(), memory);
  EXPECT_TRUE(reused.outputs.equal(fresh.outputs));
}

TEST(ForwardPassTest, DropoutKeepsTheExpectedActivation) {
  const RandomNetwork network({{11, 40, 1}}, 2, 200, 5);
  ForwardPass plain, dropped;
  RunForward(network.shape, network.parameters, network.rows, std::nullopt, plain);
  RunForward(network.shape, network.parameters, network.rows,
             Dropout{0.25, RandomStream(6, "dropout")}, dropped);
  const at::Tensor gone = dropped.hidden[0].activation == 0;
  EXPECT_NEAR(gone.to(at::kDouble).mean().item<double>(), 0.25, 0.02);
  const at::Tensor expected = (plain.hidden[0].activation / 0.75).masked_fill(gone, 0);
  EXPECT_LT(LargestDifference(dropped.hidden[0].activation, expected), 1e-12);
}

TEST(ForwardPassTest, TheSameStreamDropsTheSame) {
  const RandomNetwork network({{11, 8, 6, 1}}, 3, 7, 8);
  const auto outputs = [&](uint64_t step) {
    ForwardPass pass;
    RunForward(network.shape, network.parameters, network.rows,
               Dropout{0.5, RandomStream(9, "dropout", step)}, pass);
    return pass.outputs;
  };
  EXPECT_TRUE(outputs(1).equal(outputs(1)));
  EXPECT_FALSE(outputs(1).equal(outputs(2)));
}

TEST(ForwardPassTest, AnOutputGradientOfAnotherShapeThrows) {
  const RandomNetwork network({{5, 3, 1}}, 2, 4, 1);
  ForwardPass pass;
  LayerDeltas deltas;
  RunForward(network.shape, network.parameters, network.rows, std::nullopt, pass);
  EXPECT_THROW(RunBackward(network.shape, pass, pass.outputs.narrow(1, 0, 3), deltas), c10::Error);
}

}  // namespace
}  // namespace counterweight
