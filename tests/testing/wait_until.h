// Waits for a condition that another thread or process brings about.
#ifndef COUNTERWEIGHT_TESTS_TESTING_WAIT_UNTIL_H_
#define COUNTERWEIGHT_TESTS_TESTING_WAIT_UNTIL_H_

#include <poll.h>

#include <chrono>

namespace counterweight {

// Out: whether it became true. The bound is no expectation on speed: it only ends a test that
// failed.
template <typename Condition>
bool WaitUntil(const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TESTING_WAIT_UNTIL_H_
