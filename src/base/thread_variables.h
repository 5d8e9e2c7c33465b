// How a process is told, before it starts, how many threads its numeric libraries may use.
#ifndef COUNTERWEIGHT_SRC_BASE_THREAD_VARIABLES_H_
#define COUNTERWEIGHT_SRC_BASE_THREAD_VARIABLES_H_

namespace counterweight {

struct ThreadVariable {
  const char* name;
  bool has_budget;  // else one thread
};

// OpenBLAS and OpenMP size their pools by these when they are loaded, which is before main: a later
// call (tensor/thread_budget.h) bounds what is used, but the threads are there. Without a bound
// OpenBLAS starts one thread per core. Its products are small and each is one member's: members are
// what OpenMP's threads share out (network/member_loop.h), so OpenBLAS itself has one thread.
inline constexpr ThreadVariable kThreadVariables[] = {{"OMP_NUM_THREADS", true},
                                                      {"OPENBLAS_NUM_THREADS", false}};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_THREAD_VARIABLES_H_
