// Plain memory <-> tensors. All tensors are dense, on the CPU, and carry no graph.
#ifndef COUNTERWEIGHT_SRC_TENSOR_CONVERSION_H_
#define COUNTERWEIGHT_SRC_TENSOR_CONVERSION_H_

#include <ATen/core/Tensor.h>
#include <c10/util/ArrayRef.h>

#include <vector>

#include "absl/types/span.h"

namespace counterweight {

// A new tensor of the given shape with a copy of row-major `values`; the sizes' product must be
// values.size(), else c10::Error. T: float, double or int64_t.
template <typename T>
at::Tensor TensorFromValues(absl::Span<const T> values, at::IntArrayRef sizes);

// A row-major copy of the tensor's values. c10::Error if it is not of type T.
template <typename T>
std::vector<T> ValuesFromTensor(const at::Tensor& tensor);

// Makes `buffer` an uninitialised contiguous tensor of this shape and type. Keeps its memory if it
// is of the type and was ever as large, so that buffers whose sizes come and go are allocated once.
void EnsureShape(at::Tensor& buffer, at::IntArrayRef sizes, at::ScalarType type);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TENSOR_CONVERSION_H_
