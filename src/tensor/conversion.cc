#include "src/tensor/conversion.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cstdint>

namespace counterweight {

template <typename T>
at::Tensor TensorFromValues(absl::Span<const T> values, at::IntArrayRef sizes) {
  at::Tensor tensor = at::empty(sizes, at::TensorOptions().dtype(c10::CppTypeToScalarType<T>()));
  TORCH_CHECK(tensor.numel() == static_cast<int64_t>(values.size()), values.size(),
              " values do not fill a tensor of shape ", sizes);
  std::copy(values.begin(), values.end(), tensor.data_ptr<T>());
  return tensor;
}

template <typename T>
std::vector<T> ValuesFromTensor(const at::Tensor& tensor) {
  const at::Tensor dense = tensor.contiguous();
  const T* first = dense.data_ptr<T>();
  return std::vector<T>(first, first + dense.numel());
}

void EnsureShape(at::Tensor& buffer, at::IntArrayRef sizes, at::ScalarType type) {
  if (buffer.defined() && buffer.scalar_type() == type) {
    if (buffer.sizes() != sizes) buffer.resize_(sizes);
    return;
  }
  buffer = at::empty(sizes, at::TensorOptions().dtype(type));
}

template at::Tensor TensorFromValues<float>(absl::Span<const float>, at::IntArrayRef);
template at::Tensor TensorFromValues<double>(absl::Span<const double>, at::IntArrayRef);
template at::Tensor TensorFromValues<int64_t>(absl::Span<const int64_t>, at::IntArrayRef);
template std::vector<float> ValuesFromTensor<float>(const at::Tensor&);
template std::vector<double> ValuesFromTensor<double>(const at::Tensor&);
template std::vector<int64_t> ValuesFromTensor<int64_t>(const at::Tensor&);

}  // namespace counterweight
