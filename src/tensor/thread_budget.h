// How many threads the computing libraries of this process may use.
#ifndef COUNTERWEIGHT_SRC_TENSOR_THREAD_BUDGET_H_
#define COUNTERWEIGHT_SRC_TENSOR_THREAD_BUDGET_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace counterweight {

// Bounds every pool below to `threads` (>= 1). OpenMP keeps its bound per calling thread, so call
// it on the thread that computes. LibTorch's inter-operation pool can be sized once per process and
// is never used here: the first call sets it to one thread, so any later budget holds too. Not for
// two threads at once. INVALID_ARGUMENT if threads < 1, INTERNAL if LibTorch refuses.
absl::Status SetThreadBudget(int threads);

struct ThreadPoolSize {
  std::string pool;  // "LibTorch intra-operation", "OpenBLAS", ...
  int threads = 0;
};

// The pools that this process has loaded, as the calling thread would use them.
std::vector<ThreadPoolSize> ThreadPoolSizes();

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TENSOR_THREAD_BUDGET_H_
