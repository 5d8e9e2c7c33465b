#include "src/network/contribution_product.h"

#include <ATen/ops/baddbmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include "src/network/input_layer.h"
#include "src/network/member_loop.h"
#include "src/network/member_matrix.h"
#include "src/network/wide.h"
#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

// products [K, n] += the rows' dot products.
void AddRowProducts(const at::Tensor& a, const at::Tensor& b, const at::Tensor& products) {
  const int64_t rows = a.size(1), width = a.size(2);
  DispatchFloating(a, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(a.size(0), [&](int64_t member) {
      const T* left = OfMember<T>(a, member);
      const T* right = OfMember<T>(b, member);
      T* out = OfMember<T>(products, member);
      for (int64_t i = 0; i < rows; ++i, left += width, right += width) {
        out[i] += DotProduct(left, right, width);
      }
    });
  });
}

}  // namespace

at::Tensor InputTableTangent(const ForwardPass& pass, const ParameterViews& direction) {
  at::Tensor table;
  FillInputTable(*pass.rows->layout,
                 {{pass.parameters.scales, direction.layers[0].weight},
                  {direction.scales, pass.parameters.layers[0].weight}},
                 table);
  return table;
}

at::Tensor LayerTangent(const ForwardPass& pass, int64_t layer, const at::Tensor& input_tangent,
                        const ParameterViews& direction) {
  const LayerParameters& moved = direction.layers[layer];
  if (layer > 0) {
    return at::baddbmm(moved.bias.unsqueeze(1), pass.hidden[layer - 1].activation, moved.weight);
  }
  const at::Tensor tangent =
      at::empty({pass.rows->members, pass.rows->count, moved.bias.size(1)}, moved.bias.options());
  ApplyInputTable(*pass.rows, input_tangent, moved.bias, tangent);
  return tangent;
}

at::Tensor ContributionProduct(const NetworkShape& shape, const ForwardPass& pass,
                               const LayerDeltas& deltas, const at::Tensor& direction) {
  const ParameterViews views = ViewParameters(shape, direction);
  const at::Tensor input_tangent = InputTableTangent(pass, views);
  at::Tensor products = at::zeros({pass.rows->members, pass.rows->count}, pass.outputs.options());
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    AddRowProducts(LayerTangent(pass, layer, input_tangent, views), deltas[layer], products);
  }
  return products;
}

}  // namespace counterweight
