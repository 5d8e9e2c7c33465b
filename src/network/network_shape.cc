#include "src/network/network_shape.h"

#include <c10/util/Exception.h>

namespace counterweight {

ParameterViews ViewParameters(const NetworkShape& shape, const at::Tensor& flat) {
  TORCH_CHECK(flat.dim() == 2 && flat.size(1) == shape.parameter_count(), "a tensor of shape ",
              flat.sizes(), " does not hold ", shape.parameter_count(), " parameters a member");
  const int64_t members = flat.size(0);
  ParameterViews views;
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    const int64_t in = shape.sizes[layer], out = shape.sizes[layer + 1];
    views.layers.push_back(
        {flat.narrow(1, shape.weight_offset(layer), in * out).view({members, in, out}),
         flat.narrow(1, shape.bias_offset(layer), out)});
  }
  views.scales = flat.narrow(1, shape.scales_offset(), shape.input_width());
  return views;
}

}  // namespace counterweight
