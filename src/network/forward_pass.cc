#include "src/network/forward_pass.h"

#include <c10/util/Exception.h>

#include <algorithm>

#include "src/network/input_layer.h"
#include "src/network/member_loop.h"
#include "src/network/member_matrix.h"
#include "src/tensor/conversion.h"
#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

constexpr int64_t kDrawsPerWord = 4;  // of 16 bits

// Enough draws for the layer of every member; each layer begins a word.
absl::Span<const uint16_t> DrawDropout(Dropout& dropout, int64_t count,
                                       std::vector<uint64_t>& words) {
  words.resize((count + kDrawsPerWord - 1) / kDrawsPerWord);
  for (uint64_t& word : words) word = dropout.stream();
  return absl::MakeConstSpan(reinterpret_cast<const uint16_t*>(words.data()), count);
}

void Activate(std::optional<Dropout>& dropout, std::vector<uint64_t>& words, HiddenLayer& layer) {
  const at::Tensor& z = layer.pre_activation;
  EnsureShape(layer.activation, z.sizes(), z.scalar_type());
  EnsureShape(layer.slope, z.sizes(), z.scalar_type());
  absl::Span<const uint16_t> draws;
  const bool drops = dropout.has_value() && dropout->rate > 0;
  if (drops) draws = DrawDropout(*dropout, z.numel(), words);
  const DropoutRule rule(drops ? dropout->rate : 0);
  DispatchFloating(z, [&](auto zero) {
    using T = decltype(zero);
    const int64_t count = z.stride(0);
    ForEachMember(z.size(0), [&](int64_t member) {
      ActivateHidden<T>(OfMember<T>(z, member), count,
                        draws.empty() ? draws : draws.subspan(member * count, count), rule,
                        OfMember<T>(layer.activation, member), OfMember<T>(layer.slope, member));
    });
  });
}

// z = input W + b, into z's memory.
void ApplyLayer(const at::Tensor& input, const LayerParameters& layer, at::Tensor& z) {
  const int64_t rows = input.size(1), outputs = layer.weight.size(2);
  EnsureShape(z, {input.size(0), rows, outputs}, input.scalar_type());
  DispatchFloating(z, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(z.size(0), [&](int64_t member) {
      const T* bias = OfMember<T>(layer.bias, member);
      T* out = OfMember<T>(z, member);
      for (int64_t i = 0; i < rows; ++i) std::copy_n(bias, outputs, out + i * outputs);
      MultiplyMatrices<T>(MatrixOfMember<T>(input, member), MatrixOfMember<T>(layer.weight, member),
                          ProductMode::kAdd, out);
    });
  });
}

// delta_{l-1} = (delta_l W_l') * slope.
void PassBack(const at::Tensor& delta, const at::Tensor& weight, const at::Tensor& slope,
              at::Tensor& below) {
  EnsureShape(below, slope.sizes(), slope.scalar_type());
  DispatchFloating(slope, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(slope.size(0), [&](int64_t member) {
      T* out = OfMember<T>(below, member);
      MultiplyMatrices<T>(MatrixOfMember<T>(delta, member),
                          Transposed(MatrixOfMember<T>(weight, member)), ProductMode::kReplace,
                          out);
      const T* slopes = OfMember<T>(slope, member);
      const int64_t count = slope.stride(0);
      for (int64_t i = 0; i < count; ++i) out[i] *= slopes[i];
    });
  });
}

}  // namespace

void RunForward(const NetworkShape& shape, const at::Tensor& parameters, const EncodedRows& rows,
                std::optional<Dropout> dropout, ForwardPass& pass) {
  TORCH_CHECK(rows.layout->width() == shape.input_width() && rows.members == parameters.size(0) &&
                  rows.type() == parameters.scalar_type(),
              "rows of ", rows.members, " members with ", rows.layout->width(),
              " inputs for networks of ", parameters.size(0), " members with ",
              shape.input_width());
  pass.parameters = ViewParameters(shape, parameters);
  pass.rows = &rows;
  pass.hidden.resize(shape.layers() - 1);
  const LayerParameters& first = pass.parameters.layers.front();
  FillInputTable(*rows.layout, {{pass.parameters.scales, first.weight}}, pass.input_table);
  at::Tensor& z = pass.hidden.empty() ? pass.outputs : pass.hidden.front().pre_activation;
  EnsureShape(z, {rows.members, rows.count, first.weight.size(2)}, parameters.scalar_type());
  ApplyInputTable(rows, pass.input_table, first.bias, z);
  for (size_t layer = 0; layer < pass.hidden.size(); ++layer) {
    Activate(dropout, pass.draws, pass.hidden[layer]);
    const bool last = layer + 1 == pass.hidden.size();
    ApplyLayer(pass.hidden[layer].activation, pass.parameters.layers[layer + 1],
               last ? pass.outputs : pass.hidden[layer + 1].pre_activation);
  }
}

void RunBackward(const ForwardPass& pass, const at::Tensor& output_gradient, LayerDeltas& deltas) {
  TORCH_CHECK(output_gradient.sizes() == pass.outputs.sizes(), "an output gradient of shape ",
              output_gradient.sizes(), " for outputs of shape ", pass.outputs.sizes());
  const size_t layers = pass.parameters.layers.size();
  deltas.resize(layers);
  deltas.back() = output_gradient.contiguous();
  for (size_t layer = layers - 1; layer > 0; --layer) {
    PassBack(deltas[layer], pass.parameters.layers[layer].weight, pass.hidden[layer - 1].slope,
             deltas[layer - 1]);
  }
}

}  // namespace counterweight
