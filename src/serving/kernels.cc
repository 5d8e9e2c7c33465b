#include "src/serving/kernels.h"

namespace counterweight {
namespace {

// Of the exponential, to either side: within it 2^n is a normal number.
constexpr float kLargestArgument = 87.0f;
// Of a cache line.
constexpr int64_t kFloatsOfLine = 16;

namespace avx2 {
constexpr int kLaneCount = 8;
#include "src/serving/kernels.inc"
}  // namespace avx2

// Everything in between may use AVX-512. No header is included there: an inline function of it that
// the linker shares with other files would bring the instructions to processors that lack them.
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), \
                             apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl")
#endif
namespace avx512 {
constexpr int kLaneCount = 16;
#include "src/serving/kernels.inc"
}  // namespace avx512
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

}  // namespace

const Kernels kAvx2Kernels = avx2::kTable;
const Kernels kAvx512Kernels = avx512::kTable;

std::vector<const Kernels*> UsableKernels() {
  std::vector<const Kernels*> usable;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    usable.push_back(&kAvx512Kernels);
  }
  usable.push_back(&kAvx2Kernels);
  return usable;
}

const Kernels& BestKernels() {
  static const Kernels& best = *UsableKernels().front();
  return best;
}

}  // namespace counterweight
