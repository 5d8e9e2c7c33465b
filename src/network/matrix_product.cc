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
void MultiplyMatrices(MatrixView<T> a, MatrixView<T> b, ProductMode mode, T* out) {
  const auto rows = static_cast<int>(a.transposed ? a.columns : a.rows);
  const auto inner = static_cast<int>(a.transposed ? a.rows : a.columns);
  const auto columns = static_cast<int>(b.transposed ? b.rows : b.columns);
  const auto stride_a = static_cast<int>(a.columns), stride_b = static_cast<int>(b.columns);
  const T one = 1, kept = mode == ProductMode::kAdd ? T{1} : T{0};
  // The BLAS is column-major: it sees the transposes, whose product is b' a'.
  Gemm(T{})(b.transposed ? "T" : "N", a.transposed ? "T" : "N", &columns, &rows, &inner, &one,
            b.values, &stride_b, a.values, &stride_a, &kept, out, &columns);
}

template void MultiplyMatrices<float>(MatrixView<float>, MatrixView<float>, ProductMode, float*);
template void MultiplyMatrices<double>(MatrixView<double>, MatrixView<double>, ProductMode,
                                       double*);

}  // namespace counterweight
