#include "src/network/initial_parameters.h"

#include <ATen/ops/zeros.h>

#include <cmath>

#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

// SiLU halves the variance of what passes it; 1.4 squared makes up for that.
constexpr double kHiddenGain = 1.4;

void FillNormal(const at::Tensor& values, double deviation, RandomStream& stream) {
  at::Tensor draws = values.contiguous();
  DispatchFloating(draws, [&](auto zero) {
    using T = decltype(zero);
    T* first = draws.data_ptr<T>();
    for (int64_t i = 0; i < draws.numel(); ++i) {
      first[i] = static_cast<T>(deviation * stream.Normal());
    }
  });
  values.copy_(draws);
}

}  // namespace

at::Tensor InitialParameters(const NetworkShape& shape, int64_t members, at::ScalarType type,
                             RandomStream stream) {
  at::Tensor flat = at::zeros({members, shape.parameter_count()}, at::TensorOptions().dtype(type));
  ParameterViews views = ViewParameters(shape, flat);
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    const double gain = layer + 1 == shape.layers() ? 1.0 : kHiddenGain;
    const double deviation = gain / std::sqrt(static_cast<double>(shape.sizes[layer]));
    FillNormal(views.layers[layer].weight, deviation, stream);
  }
  views.scales.fill_(1);
  return flat;
}

}  // namespace counterweight
