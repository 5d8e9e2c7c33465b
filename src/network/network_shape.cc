#include "src/network/network_shape.h"

#include <c10/util/Exception.h>

namespace counterweight {

int64_t NetworkShape::parameter_count() const {
  int64_t count = input_width();
  for (int64_t layer = 0; layer < layers(); ++layer) {
    count += (sizes[layer] + 1) * sizes[layer + 1];
  }
  return count;
}

ParameterViews ViewParameters(const NetworkShape& shape, const at::Tensor& flat) {
  TORCH_CHECK(flat.dim() == 2 && flat.size(1) == shape.parameter_count(), "a tensor of shape ",
              flat.sizes(), " does not hold ", shape.parameter_count(), " parameters a member");
  const int64_t members = flat.size(0);
  ParameterViews views;
  int64_t offset = 0;
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    const int64_t in = shape.sizes[layer];
    const int64_t out = shape.sizes[layer + 1];
    LayerParameters parameters;
    parameters.weight = flat.narrow(1, offset, in * out).view({members, in, out});
    parameters.bias = flat.narrow(1, offset + in * out, out);
    views.layers.push_back(parameters);
    offset += (in + 1) * out;
  }
  views.scales = flat.narrow(1, offset, shape.input_width());
  return views;
}

}  // namespace counterweight
