// Members are independent, so they are what threads share out.
#ifndef COUNTERWEIGHT_SRC_NETWORK_MEMBER_LOOP_H_
#define COUNTERWEIGHT_SRC_NETWORK_MEMBER_LOOP_H_

#include <cstdint>

namespace counterweight {

// Calls function(member) for members 0 .. members - 1, on as many threads as the budget allows
// (tensor/thread_budget.h). What it does with one member must touch no other's; then the result
// does not depend on the threads. It may not throw.
template <typename Function>
void ForEachMember(int64_t members, Function&& function) {
#pragma omp parallel for schedule(static) if (members > 1)
  for (int64_t member = 0; member < members; ++member) function(member);
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_MEMBER_LOOP_H_
