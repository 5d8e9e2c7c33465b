#include "src/network/parameter_gradient.h"

#include "src/network/input_layer.h"
#include "src/network/member_loop.h"
#include "src/network/member_matrix.h"
#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

// The rows' sum, added to the bias's gradient.
void AddBiasGradient(const at::Tensor& delta, const at::Tensor& bias) {
  const int64_t rows = delta.size(1), outputs = delta.size(2);
  DispatchFloating(delta, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(delta.size(0), [&](int64_t member) {
      const T* row = OfMember<T>(delta, member);
      T* sums = OfMember<T>(bias, member);
      for (int64_t i = 0; i < rows; ++i, row += outputs) {
        for (int64_t o = 0; o < outputs; ++o) sums[o] += row[o];
      }
    });
  });
}

void AddWeightGradient(const at::Tensor& input, const at::Tensor& delta, const at::Tensor& weight) {
  DispatchFloating(delta, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(delta.size(0), [&](int64_t member) {
      MultiplyMatrices<T>(Transposed(MatrixOfMember<T>(input, member)),
                          MatrixOfMember<T>(delta, member), ProductMode::kAdd,
                          OfMember<T>(weight, member));
    });
  });
}

}  // namespace

void AddParameterGradient(const NetworkShape& shape, ForwardPass& pass, const LayerDeltas& deltas,
                          const at::Tensor& gradient) {
  const ParameterViews views = ViewParameters(shape, gradient);
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    AddBiasGradient(deltas[layer], views.layers[layer].bias);
    if (layer == 0) continue;
    AddWeightGradient(pass.hidden[layer - 1].activation, deltas[layer], views.layers[layer].weight);
  }
  AddInputGradient(*pass.rows, deltas[0], pass.parameters.layers[0], pass.parameters.scales,
                   views.layers[0].weight, views.scales, pass.gradient_table);
}

}  // namespace counterweight
