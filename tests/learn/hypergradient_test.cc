// The closed forms of contribution and position against central differences of the outer loss after
// one preconditioned step, in double precision.
#include <ATen/ops/empty.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "src/learn/class_score_chain.h"
#include "src/learn/cross_entropy.h"
#include "src/learn/smooth_average_precision.h"
#include "src/network/contribution_product.h"
#include "src/network/parameter_gradient.h"
#include "src/network/position_derivative.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "tests/network/autograd_network.h"

namespace counterweight {
namespace {

constexpr int64_t kMembers = 3;
constexpr int64_t kRows = 7;
constexpr int64_t kColumns = 5;
constexpr int64_t kValidationRows = 30;
constexpr double kStepSize = 0.01;    // alpha
constexpr double kTemperature = 0.5;  // tau
// Between two edges each column has a ramp.
const std::vector<double> kEdges = {-2, -1, -0.4, 0.1, 0.7, 1.5, 2.5};

InputLayout LayoutWithEdges() {
  InputLayout layout(kColumns);
  for (int64_t column = 0; column < kColumns; ++column) layout.AddCurve(column, kEdges);
  return layout;
}

class HypergradientTest : public ::testing::TestWithParam<int64_t> {
 protected:
  HypergradientTest()
      : outputs_(GetParam()),
        layout_(LayoutWithEdges()),
        shape_({{layout_.width(), 8, 6, outputs_}}),
        network_(shape_, kMembers, kRows, 61) {
    RandomStream stream(62, "hypergradient");
    rows_ = RandomTensor({kMembers, kRows, kColumns}, stream);
    validation_ =
        EncodeColumns(layout_, RandomTensor({kMembers, kValidationRows, kColumns}, stream));
    preconditioner_ = RandomTensor(network_.parameters.sizes(), stream).abs() + 0.5;
    masses_ = RandomTensor({kMembers, kRows}, stream).abs();
    const int64_t* targets = network_.targets.data_ptr<int64_t>();
    targets_.assign(targets, targets + network_.targets.numel());
    positive_ = at::empty({kMembers, kValidationRows}, at::kBool);
    for (int64_t i = 0; i < positive_.numel(); ++i) {
      positive_.data_ptr<bool>()[i] = i % kValidationRows == 0 || stream.Uniform() < 0.3;
    }
  }

  // 1 - smooth average precision of the last column's score, one member.
  double OuterLoss(const at::Tensor& outputs, int64_t member) const {
    return 1 - SmoothAveragePrecision(ClassScore(outputs[member], outputs_ - 1), positive_[member],
                                      kTemperature)
                   .value;
  }

  at::Tensor Outputs(const at::Tensor& parameters) const {
    ForwardPass pass;
    RunForward(shape_, parameters, validation_, std::nullopt, pass);
    return pass.outputs;
  }

  // theta' = theta - alpha P * gradient of the mass-weighted inner loss.
  at::Tensor StepAhead(const at::Tensor& rows, const at::Tensor& masses) const {
    ForwardPass pass;
    LayerDeltas deltas;
    const EncodedRows encoded = EncodeColumns(layout_, rows);
    RunForward(shape_, network_.parameters, encoded, std::nullopt, pass);
    RunBackward(shape_, pass, CrossEntropyGradient(pass.outputs, targets_) * masses.unsqueeze(2),
                deltas);
    const at::Tensor gradient = at::zeros_like(network_.parameters);
    AddParameterGradient(shape_, pass, deltas, gradient);
    return network_.parameters - kStepSize * preconditioner_ * gradient;
  }

  double OuterLossAhead(const at::Tensor& rows, const at::Tensor& masses, int64_t member) const {
    return OuterLoss(Outputs(StepAhead(rows, masses)), member);
  }

  // U = -P * G, unscaled, with G where the step ends: there the differences are exact.
  at::Tensor Direction() const {
    ForwardPass pass;
    LayerDeltas deltas;
    const at::Tensor ahead = StepAhead(rows_, masses_);
    RunForward(shape_, ahead, validation_, std::nullopt, pass);
    const at::Tensor output_gradient = at::zeros_like(pass.outputs);
    for (int64_t member = 0; member < kMembers; ++member) {
      const at::Tensor score = ClassScore(pass.outputs[member], outputs_ - 1);
      AddClassScoreGradient(
          pass.outputs[member], outputs_ - 1,
          SmoothAveragePrecision(score, positive_[member], kTemperature).gradient.neg(),
          output_gradient[member]);
    }
    RunBackward(shape_, pass, output_gradient, deltas);
    const at::Tensor gradient = at::zeros_like(ahead);
    AddParameterGradient(shape_, pass, deltas, gradient);
    return -preconditioner_ * gradient;
  }

  int64_t outputs_;
  InputLayout layout_;
  NetworkShape shape_;
  RandomNetwork network_;
  EncodedRows validation_;
  at::Tensor rows_, preconditioner_, masses_, positive_;
  std::vector<uint32_t> targets_;
};

TEST_P(HypergradientTest, ContributionIsTheChangeOfTheOuterLossWithTheRowsMass) {
  ForwardPass pass;
  LayerDeltas deltas;
  const EncodedRows encoded = EncodeColumns(layout_, rows_);
  RunForward(shape_, network_.parameters, encoded, std::nullopt, pass);
  RunBackward(shape_, pass, CrossEntropyGradient(pass.outputs, targets_), deltas);
  const at::Tensor product = kStepSize * ContributionProduct(shape_, pass, deltas, Direction());
  for (int64_t member = 0; member < kMembers; ++member) {
    const double scale = product[member].abs().max().item<double>();
    for (int64_t row = 0; row < kRows; ++row) {
      const auto loss_at = [&](double offset) {
        at::Tensor moved = masses_.clone();
        moved[member][row] += offset;
        return OuterLossAhead(rows_, moved, member);
      };
      const double difference = (loss_at(1e-4) - loss_at(-1e-4)) / 2e-4;
      EXPECT_LT(std::abs(difference - product[member][row].item<double>()), 1e-6 * scale);
    }
  }
}

TEST_P(HypergradientTest, PositionDerivativeIsTheChangeOfTheOuterLossWithTheRowsPlace) {
  ForwardPass pass;
  LayerDeltas deltas;
  const at::Tensor direction = Direction();
  const EncodedRows encoded = EncodeColumns(layout_, rows_);
  RunForward(shape_, network_.parameters, encoded, std::nullopt, pass);
  RunBackward(shape_, pass, CrossEntropyGradient(pass.outputs, targets_), deltas);
  const LayerTangents tangents = RunTangents(shape_, pass, direction);
  const at::Tensor derivative =
      kStepSize * masses_.unsqueeze(2) *
      PositionDerivative(shape_, pass, deltas, tangents,
                         CrossEntropyCurvatureProduct(pass.outputs, tangents.back()), direction);
  for (int64_t member = 0; member < kMembers; ++member) {
    const double scale = derivative[member].abs().max().item<double>();
    for (int64_t row = 0; row < kRows; ++row) {
      for (int64_t column = 0; column < kColumns; ++column) {
        const auto loss_at = [&](double offset) {
          at::Tensor moved = rows_.clone();
          moved[member][row][column] += offset;
          return OuterLossAhead(moved, masses_, member);
        };
        const double difference = (loss_at(1e-5) - loss_at(-1e-5)) / 2e-5;
        EXPECT_LT(std::abs(difference - derivative[member][row][column].item<double>()),
                  1e-4 * scale);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Outputs, HypergradientTest, ::testing::Values(1, 3));

}  // namespace
}  // namespace counterweight
