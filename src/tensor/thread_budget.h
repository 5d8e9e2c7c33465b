// How many threads the computing libraries of this process may use.
//
// Who decides about threads: the server's --worker-threads is a worker's budget. The server hands
// it on as --threads and, so that no library starts a thread too many when it is loaded, as
// base/thread_variables.h; a worker started by hand sets those and starts over. A job says how many
// it needs (option `threads`), is refused where the worker has fewer, and training then calls
// SetThreadBudget on its own thread. Beside these a worker has two threads, which sleep: one for
// signals, one that keeps the lease. counterweightd links no such library; its own pools are in
// server/counterweight_server.cc.
#ifndef COUNTERWEIGHT_SRC_TENSOR_THREAD_BUDGET_H_
#define COUNTERWEIGHT_SRC_TENSOR_THREAD_BUDGET_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace counterweight {

// Bounds every pool below to `threads` (>= 1), OpenBLAS to one thread. OpenMP keeps its bound per
// calling thread, so call it on the thread that computes. LibTorch's inter-operation pool can be
// sized once per process and is never used here: the first call sets it to one thread, so any later
// budget holds too. Not for two threads at once. INVALID_ARGUMENT if threads < 1, INTERNAL if
// LibTorch refuses.
absl::Status SetThreadBudget(int threads);

struct ThreadPoolSize {
  std::string pool;  // "LibTorch intra-operation", "OpenBLAS", ...
  int threads = 0;
};

// The pools that this process has loaded, as the calling thread would use them.
std::vector<ThreadPoolSize> ThreadPoolSizes();

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TENSOR_THREAD_BUDGET_H_
