#include "src/network/contribution_product.h"

#include <ATen/ops/zeros.h>

#include "src/network/input_layer.h"
#include "src/network/layer_product.h"
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

void LayerTangent(const NetworkShape& shape, ForwardPass& pass, int64_t layer,
                  const at::Tensor& direction, at::Tensor& tangent) {
  if (layer > 0) {
    ApplyLayer({shape, layer, direction}, pass.hidden[layer - 1].activation, tangent);
    return;
  }
  FillInputTable(*pass.rows->layout, shape,
                 {{pass.parameters, direction}, {direction, pass.parameters}}, pass.table_buffer);
  ApplyInputTable(*pass.rows, shape, pass.table_buffer, direction, tangent);
}

at::Tensor ContributionProduct(const NetworkShape& shape, ForwardPass& pass,
                               const LayerDeltas& deltas, const at::Tensor& direction) {
  at::Tensor products = at::zeros({pass.rows->members, pass.rows->count}, pass.outputs.options());
  pass.tangents.resize(shape.layers());
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    LayerTangent(shape, pass, layer, direction, pass.tangents[layer]);
    AddRowProducts(pass.tangents[layer], deltas[layer], products);
  }
  return products;
}

}  // namespace counterweight
