// How a process is told, before it starts, how many threads its numeric libraries may use.
#ifndef COUNTERWEIGHT_SRC_BASE_THREAD_VARIABLES_H_
#define COUNTERWEIGHT_SRC_BASE_THREAD_VARIABLES_H_

namespace counterweight {

// OpenBLAS and OpenMP size their pools by these when they are loaded, which is before main: a later
// call (tensor/thread_budget.h) bounds what is used, but the threads are there. Without a bound
// OpenBLAS starts one thread per core.
inline constexpr const char* kThreadVariables[] = {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_THREAD_VARIABLES_H_
