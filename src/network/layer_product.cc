#include "src/network/layer_product.h"

#include <algorithm>

#include "src/network/matrix_product.h"
#include "src/network/member_loop.h"
#include "src/network/member_matrix.h"
#include "src/tensor/conversion.h"
#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

template <typename T>
T* WeightOf(const LayerSlice& layer, int64_t member) {
  return OfMember<T>(layer.flat, member) + layer.shape.weight_offset(layer.layer);
}

template <typename T>
MatrixView<T> WeightMatrix(const LayerSlice& layer, int64_t member) {
  return {WeightOf<T>(layer, member), layer.inputs(), layer.outputs(), layer.outputs()};
}

}  // namespace

void ApplyLayer(const LayerSlice& layer, const at::Tensor& input, at::Tensor& z) {
  const int64_t rows = input.size(1), outputs = layer.outputs();
  EnsureShape(z, {input.size(0), rows, outputs}, input.scalar_type());
  DispatchFloating(z, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(z.size(0), [&](int64_t member) {
      const T* bias = OfMember<T>(layer.flat, member) + layer.shape.bias_offset(layer.layer);
      T* out = OfMember<T>(z, member);
      for (int64_t i = 0; i < rows; ++i) std::copy_n(bias, outputs, out + i * outputs);
      MultiplyMatrices<T>(MatrixOfMember<T>(input, member), WeightMatrix<T>(layer, member),
                          ProductMode::kAdd, out, outputs);
    });
  });
}

void PassBack(const LayerSlice& layer, const at::Tensor& delta, const at::Tensor& slope,
              at::Tensor& below) {
  EnsureShape(below, slope.sizes(), slope.scalar_type());
  DispatchFloating(slope, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(slope.size(0), [&](int64_t member) {
      T* out = OfMember<T>(below, member);
      MultiplyMatrices<T>(MatrixOfMember<T>(delta, member),
                          Transposed(WeightMatrix<T>(layer, member)), ProductMode::kReplace, out,
                          layer.inputs());
      const T* slopes = OfMember<T>(slope, member);
      const int64_t count = slope.stride(0);
      for (int64_t i = 0; i < count; ++i) out[i] *= slopes[i];
    });
  });
}

void AddWeightGradient(const LayerSlice& layer, const at::Tensor& input, const at::Tensor& delta) {
  DispatchFloating(delta, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(delta.size(0), [&](int64_t member) {
      MultiplyMatrices<T>(Transposed(MatrixOfMember<T>(input, member)),
                          MatrixOfMember<T>(delta, member), ProductMode::kAdd,
                          WeightOf<T>(layer, member), layer.outputs());
    });
  });
}

void AddBiasGradient(const NetworkShape& shape, int64_t layer, const at::Tensor& delta,
                     const at::Tensor& gradient) {
  const int64_t rows = delta.size(1), outputs = delta.size(2);
  DispatchFloating(delta, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(delta.size(0), [&](int64_t member) {
      const T* row = OfMember<T>(delta, member);
      T* sums = OfMember<T>(gradient, member) + shape.bias_offset(layer);
      for (int64_t i = 0; i < rows; ++i, row += outputs) {
        for (int64_t o = 0; o < outputs; ++o) sums[o] += row[o];
      }
    });
  });
}

}  // namespace counterweight
