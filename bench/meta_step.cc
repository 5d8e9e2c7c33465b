// bench_meta_step: one step that trains a network on a weighted batch and learns the rows' weights
// from a validation batch, beside a plain step of LibTorch and Meta-Weight-Net in Python.
//
// Network 30-W-W-1, 256 training and 256 validation rows, one thread:
//  - ours: gradient of the weighted batch and a step of stochastic gradient descent; gradient of
//  the
//    validation batch at the new parameters; from it, in closed form, that of every row's weight
//    (network/contribution_product.h); a step on the weights;
//  - LibTorch: forward, backward by autograd and a step of stochastic gradient descent, no weights;
//  - Meta-Weight-Net (Shu et al. 2019): peers/meta_weight_net.py.
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/interleaved.h"
#include "bench/peer_process.h"
#include "bench/ratio.h"
#include "bench/run_program.h"
#include "src/base/status_macros.h"
#include "src/learn/cross_entropy.h"
#include "src/network/contribution_product.h"
#include "src/network/initial_parameters.h"
#include "src/network/parameter_gradient.h"
#include "src/tensor/conversion.h"
#include "src/tensor/operators.h"
#include "src/tensor/thread_budget.h"

namespace counterweight {
namespace {

constexpr int64_t kColumns = 30;
constexpr int64_t kRows = 256;
constexpr float kRate = 0.01f;
constexpr float kWeightRate = 0.1f;

struct Batch {
  explicit Batch(RandomStream& stream) : inputs(at::randn({1, kRows, kColumns})) {
    float* values = inputs.data_ptr<float>();
    for (int64_t i = 0; i < inputs.numel(); ++i) values[i] = static_cast<float>(stream.Normal());
    for (int64_t i = 0; i < kRows; ++i) {
      targets.push_back(values[i * kColumns] + stream.Normal() > 1.5 ? 1 : 0);
    }
  }
  at::Tensor inputs;              // [1, rows, columns]
  std::vector<uint32_t> targets;  // [rows]
};

// The product's own kernels, as its methods use them.
class ClosedFormStep {
 public:
  ClosedFormStep(int64_t width, const Batch& training, const Batch& validation)
      : shape_({{kColumns, width, width, 1}}),
        layout_(kColumns),
        training_(training),
        validation_(validation),
        rows_(LineRows(layout_, training.inputs)),
        validation_rows_(LineRows(layout_, validation.inputs)),
        parameters_(InitialParameters(shape_, 1, at::kFloat, RandomStream(1, "parameters"))),
        gradient_(at::zeros_like(parameters_)),
        weights_(kRows, 1.0f) {}

  void Run() {
    Gradient(rows_, training_, weights_, pass_, deltas_);
    StepAgainst(gradient_, kRate, parameters_);
    Gradient(validation_rows_, validation_, {}, validation_pass_, validation_deltas_);
    gradient_.neg_();
    const at::Tensor products = ContributionProduct(shape_, pass_, deltas_, gradient_);
    const float* product = products.data_ptr<float>();
    float sum = 0;
    for (int64_t i = 0; i < kRows; ++i) {
      weights_[i] = std::max(0.0f, weights_[i] - kWeightRate * product[i]);
      sum += weights_[i];
    }
    for (float& weight : weights_) weight *= static_cast<float>(kRows) / std::max(sum, 1e-6f);
  }

 private:
  void Gradient(const EncodedRows& rows, const Batch& batch, absl::Span<const float> weights,
                ForwardPass& pass, LayerDeltas& deltas) {
    RunForward(shape_, parameters_, rows, std::nullopt, pass);
    at::Tensor output_gradient = CrossEntropyGradient(pass.outputs, batch.targets);
    float* values = output_gradient.data_ptr<float>();
    for (int64_t i = 0; i < kRows; ++i) {
      values[i] *= (weights.empty() ? 1.0f : weights[i]) / static_cast<float>(kRows);
    }
    RunBackward(shape_, pass, output_gradient, deltas);
    gradient_.zero_();
    AddParameterGradient(shape_, pass, deltas, gradient_);
  }
  static void StepAgainst(const at::Tensor& gradient, float rate, const at::Tensor& parameters) {
    const float* from = gradient.data_ptr<float>();
    float* to = parameters.data_ptr<float>();
    for (int64_t i = 0; i < parameters.numel(); ++i) to[i] -= rate * from[i];
  }

  NetworkShape shape_;
  InputLayout layout_;
  const Batch& training_;
  const Batch& validation_;
  EncodedRows rows_, validation_rows_;
  at::Tensor parameters_, gradient_;
  std::vector<float> weights_;
  ForwardPass pass_, validation_pass_;
  LayerDeltas deltas_, validation_deltas_;
};

// What a C++ user of LibTorch would write for the plain network.
class EagerStep {
 public:
  EagerStep(int64_t width, const Batch& training)
      : inputs_(training.inputs.squeeze(0).clone()), targets_(at::ones({kRows, 1})) {
    for (int64_t i = 0; i < kRows; ++i) {
      targets_.data_ptr<float>()[i] = static_cast<float>(training.targets[i]);
    }
    const std::vector<int64_t> sizes = {kColumns, width, width, 1};
    for (size_t layer = 0; layer + 1 < sizes.size(); ++layer) {
      parameters_.push_back((0.1 * at::randn({sizes[layer + 1], sizes[layer]})).requires_grad_());
      parameters_.push_back(at::zeros_like(parameters_.back().select(1, 0)).requires_grad_());
    }
  }

  void Run() {
    at::Tensor activation = inputs_;
    for (size_t layer = 0; layer < parameters_.size(); layer += 2) {
      activation = at::linear(activation, parameters_[layer], parameters_[layer + 1]);
      if (layer + 2 < parameters_.size()) activation = at::silu(activation);
    }
    const at::Tensor loss = at::binary_cross_entropy_with_logits(activation, targets_);
    torch::autograd::backward({loss}, {});
    const c10::InferenceMode without_autograd;
    for (at::Tensor& parameter : parameters_) {
      at::Tensor values = parameter.detach();
      values.sub_(parameter.grad(), kRate);
      parameter.mutable_grad().reset();
    }
  }

 private:
  at::Tensor inputs_, targets_;
  std::vector<at::Tensor> parameters_;
};

// CPU seconds of one of `steps` steps.
template <typename Step>
Contender StepContender(std::string name, Step& step, int steps) {
  return {std::move(name), [&step, steps]() -> absl::StatusOr<double> {
            const double begun = ProcessCpuSeconds();
            for (int i = 0; i < steps; ++i) step.Run();
            return (ProcessCpuSeconds() - begun) / steps;
          }};
}

struct Aims {
  int64_t width;
  double eager, peer;
};

absl::Status Measure(const Aims& aims, int rounds) {
  RandomStream stream(7, "bench");
  const Batch training(stream), validation(stream);
  ClosedFormStep closed_form(aims.width, training, validation);
  EagerStep eager(aims.width, training);
  const int steps = aims.width > 100 ? 20 : 100;
  std::vector<Contender> contenders = {StepContender("meta step", closed_form, steps),
                                       StepContender("LibTorch plain step", eager, steps)};
  absl::StatusOr<PeerProcess> peer =
      PeerProcess::Start("meta_weight_net.py", {absl::StrCat(aims.width)});
  if (peer.ok()) {
    contenders.push_back({"Meta-Weight-Net in Python", [&]() -> absl::StatusOr<double> {
                            return peer->Ask(absl::StrCat(steps));
                          }});
  }
  CW_ASSIGN_OR_RETURN(const std::vector<double> costs, MedianCosts(contenders, rounds));
  for (size_t i = 0; i < costs.size(); ++i) {
    std::cout << absl::StrFormat("width %d: %-26s %8.1f us\n", aims.width, contenders[i].name,
                                 1e6 * costs[i]);
  }
  const std::string step = absl::StrCat("one meta step, width ", aims.width);
  std::cout << RatioLine(absl::StrCat(step, ": CPU to a plain LibTorch step"), costs[0] / costs[1],
                         Bound::kAtMost, aims.eager)
            << "\n";
  const std::string to_peer = absl::StrCat(step, ": faster than Meta-Weight-Net in Python");
  std::cout << (peer.ok() ? RatioLine(to_peer, costs[2] / costs[0], Bound::kAtLeast, aims.peer)
                          : UnmeasuredRatioLine(to_peer, Bound::kAtLeast, aims.peer,
                                                peer.status().message()))
            << "\n";
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  CLI::App app("One meta step beside a plain one and a peer");
  int rounds = 15;
  app.add_option("--rounds", rounds, "turns")->check(CLI::Range(1, 1000));
  int64_t width = 0;
  app.add_option("--width", width, "of the hidden layers; 0: both")
      ->check(CLI::IsMember({0, 64, 256}));
  return RunProgram(app, argc, argv, [&]() -> absl::Status {
    CW_RETURN_IF_ERROR(SetThreadBudget(1));
    for (const Aims& aims : {Aims{64, 1.0, 6.5}, Aims{256, 2.3, 3.0}}) {
      if (width == 0 || width == aims.width) CW_RETURN_IF_ERROR(Measure(aims, rounds));
    }
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
