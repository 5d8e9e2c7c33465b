#include "src/network/matrix_product.h"

// The BLAS's own Fortran interface: every implementation has it, and no header is needed.
extern "C" {
void sgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n,
            const int* k, const float* alpha, const float* a, const int* lda, const float* b,
            const int* ldb, const float* beta, float* c, const int* ldc);
void dgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n,
            const int* k, const double* alpha, const double* a, const int* lda, const double* b,
            const int* ldb, const double* beta, double* c, const int* ldc);
}

namespace counterweight {
namespace {

constexpr auto Gemm(float) { return sgemm_; }
constexpr auto Gemm(double) { return dgemm_; }

}  // namespace

template <typename T>
void MultiplyMatrices(MatrixView<T> a, MatrixView<T> b, ProductMode mode, T* out, int64_t stride) {
  if (a.rows == 0 || a.columns == 0 || b.rows == 0 || b.columns == 0) return;
  const auto rows = static_cast<int>(a.transposed ? a.columns : a.rows);
  const auto inner = static_cast<int>(a.transposed ? a.rows : a.columns);
  const auto columns = static_cast<int>(b.transposed ? b.rows : b.columns);
  const auto stride_a = static_cast<int>(a.stride), stride_b = static_cast<int>(b.stride);
  const auto stride_out = static_cast<int>(stride);
  const T one = 1, kept = mode == ProductMode::kAdd ? T{1} : T{0};
  // The BLAS is column-major: it sees the transposes, whose product is b' a'.
  Gemm(T{})(b.transposed ? "T" : "N", a.transposed ? "T" : "N", &columns, &rows, &inner, &one,
            b.values, &stride_b, a.values, &stride_a, &kept, out, &stride_out);
}

template void MultiplyMatrices<float>(MatrixView<float>, MatrixView<float>, ProductMode, float*,
                                      int64_t);
template void MultiplyMatrices<double>(MatrixView<double>, MatrixView<double>, ProductMode, double*,
                                       int64_t);

}  // namespace counterweight
