// One member's part of a tensor [K, ...] as plain memory.
#ifndef COUNTERWEIGHT_SRC_NETWORK_MEMBER_MATRIX_H_
#define COUNTERWEIGHT_SRC_NETWORK_MEMBER_MATRIX_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "src/network/matrix_product.h"

namespace counterweight {

// Where the part begins. Contiguous within a member, if the tensor is a view that narrows only the
// members' parameters.
template <typename T>
T* OfMember(const at::Tensor& tensor, int64_t member) {
  return tensor.data_ptr<T>() + member * tensor.stride(0);
}

// tensor: [K, rows, columns].
template <typename T>
MatrixView<T> MatrixOfMember(const at::Tensor& tensor, int64_t member) {
  return {OfMember<T>(tensor, member), tensor.size(1), tensor.size(2), tensor.size(2)};
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_MEMBER_MATRIX_H_
