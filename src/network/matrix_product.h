// Products of row-major matrices without the bookkeeping of a tensor operation, which would cost as
// much as a small product.
#ifndef COUNTERWEIGHT_SRC_NETWORK_MATRIX_PRODUCT_H_
#define COUNTERWEIGHT_SRC_NETWORK_MATRIX_PRODUCT_H_

#include <cstdint>

namespace counterweight {

// A row-major matrix, borrowed; transposed: stands for the transpose of what lies in memory.
template <typename T>
struct MatrixView {
  const T* values = nullptr;
  int64_t rows = 0, columns = 0;  // in memory
  int64_t stride = 0;             // from row to row, at least `columns`
  bool transposed = false;
};

template <typename T>
MatrixView<T> Transposed(MatrixView<T> view) {
  view.transposed = !view.transposed;
  return view;
}

enum class ProductMode { kReplace, kAdd };

// out (row-major, a's rows x b's columns, `stride` from row to row) = or += a b. T: float or
// double. By the BLAS behind LibTorch.
template <typename T>
void MultiplyMatrices(MatrixView<T> a, MatrixView<T> b, ProductMode mode, T* out, int64_t stride);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_MATRIX_PRODUCT_H_
