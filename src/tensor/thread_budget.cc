#include "src/tensor/thread_budget.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include "absl/strings/str_cat.h"
#include "src/tensor/torch_guard.h"

namespace counterweight {
namespace {

// OpenMP and the BLAS come with LibTorch; which BLAS it is gets decided when the process starts, so
// their functions are looked up and may be absent.
template <typename Function>
Function* LoadedFunction(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

struct LoadedPool {
  const char* pool;
  const char* setter;
  const char* getter;
  bool has_budget;  // else one thread: base/thread_variables.h says why
};
constexpr LoadedPool kLoadedPools[] = {
    {"OpenMP", "omp_set_num_threads", "omp_get_max_threads", true},
    {"OpenBLAS", "openblas_set_num_threads", "openblas_get_num_threads", false},
};

}  // namespace

absl::Status SetThreadBudget(int threads) {
  if (threads < 1) {
    return absl::InvalidArgumentError(absl::StrCat("threads is ", threads, ", but at least 1"));
  }
  return GuardTorch("setting the thread budget", [threads] {
    // Setting the size a second time throws, even if it is the same.
    if (at::get_num_interop_threads() != 1) at::set_num_interop_threads(1);
    at::set_num_threads(threads);
    for (const LoadedPool& pool : kLoadedPools) {
      if (auto* set = LoadedFunction<void(int)>(pool.setter)) set(pool.has_budget ? threads : 1);
    }
    return absl::OkStatus();
  });
}

std::vector<ThreadPoolSize> ThreadPoolSizes() {
  std::vector<ThreadPoolSize> sizes = {
      {"LibTorch intra-operation", at::get_num_threads()},
      {"LibTorch inter-operation", at::get_num_interop_threads()},
  };
  for (const LoadedPool& pool : kLoadedPools) {
    if (auto* get = LoadedFunction<int()>(pool.getter)) sizes.push_back({pool.pool, get()});
  }
  return sizes;
}

}  // namespace counterweight
