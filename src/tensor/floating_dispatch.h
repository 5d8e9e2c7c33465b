// Loops that are written once and run in float (training) and in double (checks of derivatives).
#ifndef COUNTERWEIGHT_SRC_TENSOR_FLOATING_DISPATCH_H_
#define COUNTERWEIGHT_SRC_TENSOR_FLOATING_DISPATCH_H_

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

namespace counterweight {

// Calls function(T{}) with T the tensor's element type, float or double; c10::Error for others.
//
//   DispatchFloating(tensor, [&](auto zero) {
//     using T = decltype(zero);
//     T* values = tensor.data_ptr<T>(); ...
//   });
template <typename Function>
void DispatchFloating(const at::Tensor& tensor, Function&& function) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
      function(float{});
      return;
    case at::kDouble:
      function(double{});
      return;
    default:
      TORCH_CHECK(false, "a float or double tensor is needed, not ", tensor.scalar_type());
  }
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TENSOR_FLOATING_DISPATCH_H_
