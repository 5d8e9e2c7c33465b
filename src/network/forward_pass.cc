#include "src/network/forward_pass.h"

#include <c10/util/Exception.h>

#include "src/network/input_layer.h"
#include "src/network/layer_product.h"
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

}  // namespace

void RunForward(const NetworkShape& shape, const at::Tensor& parameters, const EncodedRows& rows,
                std::optional<Dropout> dropout, ForwardPass& pass) {
  TORCH_CHECK(rows.layout->width() == shape.input_width() && rows.members == parameters.size(0) &&
                  rows.type() == parameters.scalar_type(),
              "rows of ", rows.members, " members with ", rows.layout->width(),
              " inputs for networks of ", parameters.size(0), " members with ",
              shape.input_width());
  pass.parameters = parameters;
  pass.rows = &rows;
  pass.hidden.resize(shape.layers() - 1);
  FillInputTable(*rows.layout, shape, {{parameters, parameters}}, pass.input_table);
  at::Tensor& z = pass.hidden.empty() ? pass.outputs : pass.hidden.front().pre_activation;
  ApplyInputTable(rows, shape, pass.input_table, parameters, z);
  for (int64_t layer = 1; layer < shape.layers(); ++layer) {
    HiddenLayer& below = pass.hidden[layer - 1];
    Activate(dropout, pass.draws, below);
    const bool last = layer + 1 == shape.layers();
    ApplyLayer({shape, layer, parameters}, below.activation,
               last ? pass.outputs : pass.hidden[layer].pre_activation);
  }
}

void RunBackward(const NetworkShape& shape, const ForwardPass& pass,
                 const at::Tensor& output_gradient, LayerDeltas& deltas) {
  TORCH_CHECK(output_gradient.sizes() == pass.outputs.sizes(), "an output gradient of shape ",
              output_gradient.sizes(), " for outputs of shape ", pass.outputs.sizes());
  deltas.resize(shape.layers());
  deltas.back() = output_gradient.contiguous();
  for (int64_t layer = shape.layers() - 1; layer > 0; --layer) {
    PassBack({shape, layer, pass.parameters}, deltas[layer], pass.hidden[layer - 1].slope,
             deltas[layer - 1]);
  }
}

}  // namespace counterweight
