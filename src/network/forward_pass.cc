#include "src/network/forward_pass.h"

#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sigmoid.h>
#include <c10/util/Exception.h>

#include <cmath>
#include <cstdint>

#include "src/tensor/conversion.h"
#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

constexpr int kDrawBits = 16;
constexpr int64_t kDrawRange = int64_t{1} << kDrawBits;

// One 64-bit draw decides on four activations.
template <typename T>
void FillMask(T* mask, int64_t count, double rate, RandomStream& stream) {
  const auto threshold = static_cast<uint64_t>(std::llround(rate * kDrawRange));
  const T kept =
      static_cast<T>(static_cast<double>(kDrawRange) / static_cast<double>(kDrawRange - threshold));
  uint64_t bits = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (i % (64 / kDrawBits) == 0) bits = stream();
    mask[i] = (bits & (kDrawRange - 1)) >= threshold ? kept : T{0};
    bits >>= kDrawBits;
  }
}

// silu(z) and silu'(z) from z and its sigmoid, in one pass over memory.
template <typename T>
void FillSilu(const T* z, const T* sigmoid, int64_t count, T* activation, T* slope) {
  for (int64_t i = 0; i < count; ++i) {
    const T value = z[i] * sigmoid[i];
    activation[i] = value;
    slope[i] = sigmoid[i] + value * (T{1} - sigmoid[i]);
  }
}

void Activate(HiddenLayer& layer) {
  const at::Tensor& z = layer.pre_activation;
  EnsureShape(layer.sigmoid, z.sizes(), z.scalar_type());
  EnsureShape(layer.activation, z.sizes(), z.scalar_type());
  EnsureShape(layer.slope, z.sizes(), z.scalar_type());
  at::sigmoid_out(layer.sigmoid, z);
  DispatchFloating(z, [&](auto zero) {
    using T = decltype(zero);
    FillSilu(z.data_ptr<T>(), layer.sigmoid.data_ptr<T>(), z.numel(),
             layer.activation.data_ptr<T>(), layer.slope.data_ptr<T>());
  });
}

void DropOut(Dropout& dropout, at::Tensor& mask, HiddenLayer& layer) {
  EnsureShape(mask, layer.activation.sizes(), layer.activation.scalar_type());
  DispatchFloating(mask, [&](auto zero) {
    using T = decltype(zero);
    FillMask(mask.data_ptr<T>(), mask.numel(), dropout.rate, dropout.stream);
  });
  layer.activation.mul_(mask);
  layer.slope.mul_(mask);
}

// z = input weight + bias, into z's memory.
void Affine(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
            at::Tensor& z) {
  EnsureShape(z, {input.size(0), input.size(1), weight.size(2)}, weight.scalar_type());
  at::baddbmm_out(z, bias.unsqueeze(1), input, weight);
}

}  // namespace

void RunForward(const NetworkShape& shape, const at::Tensor& parameters, const at::Tensor& encoded,
                std::optional<Dropout> dropout, ForwardPass& pass) {
  pass.parameters = ViewParameters(shape, parameters);
  pass.encoded = encoded;
  const LayerParameters& first = pass.parameters.layers.front();
  EnsureShape(pass.input_weight, first.weight.sizes(), parameters.scalar_type());
  at::mul_out(pass.input_weight, first.weight, pass.parameters.scales.unsqueeze(2));

  pass.hidden.resize(shape.layers() - 1);
  const at::Tensor* input = &pass.encoded;
  const at::Tensor* weight = &pass.input_weight;
  for (int64_t layer = 0; layer + 1 < shape.layers(); ++layer) {
    HiddenLayer& hidden = pass.hidden[layer];
    Affine(*input, *weight, pass.parameters.layers[layer].bias, hidden.pre_activation);
    Activate(hidden);
    if (dropout.has_value() && dropout->rate > 0) DropOut(*dropout, pass.dropout_mask, hidden);
    input = &hidden.activation;
    weight = &pass.parameters.layers[layer + 1].weight;
  }
  Affine(*input, *weight, pass.parameters.layers.back().bias, pass.outputs);
}

void RunBackward(const ForwardPass& pass, const at::Tensor& output_gradient, LayerDeltas& deltas) {
  TORCH_CHECK(output_gradient.sizes() == pass.outputs.sizes(), "an output gradient of shape ",
              output_gradient.sizes(), " for outputs of shape ", pass.outputs.sizes());
  const size_t layers = pass.parameters.layers.size();
  deltas.resize(layers);
  deltas.back() = output_gradient;
  for (size_t layer = layers - 1; layer > 0; --layer) {
    const at::Tensor& slope = pass.hidden[layer - 1].slope;
    at::Tensor& delta = deltas[layer - 1];
    EnsureShape(delta, slope.sizes(), slope.scalar_type());
    at::bmm_out(delta, deltas[layer], pass.parameters.layers[layer].weight.transpose(1, 2));
    delta.mul_(slope);
  }
}

}  // namespace counterweight
