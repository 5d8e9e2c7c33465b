// A flag that is raised once, from a signal handler too, and that threads can wait for.
#ifndef COUNTERWEIGHT_SRC_JOBS_STOP_FLAG_H_
#define COUNTERWEIGHT_SRC_JOBS_STOP_FLAG_H_

#include <atomic>

#include "absl/time/time.h"

namespace counterweight {

// Thread-safe.
class StopFlag {
 public:
  StopFlag();
  ~StopFlag();
  StopFlag(const StopFlag&) = delete;
  StopFlag& operator=(const StopFlag&) = delete;

  // Async-signal-safe. Ends every wait, present and future.
  void Raise();
  bool raised() const { return raised_.load(std::memory_order_acquire); }
  // Waits until the flag is raised or the time is over. Out: raised().
  bool WaitFor(absl::Duration timeout) const;

 private:
  static_assert(std::atomic<bool>::is_always_lock_free, "needed by signal handlers");
  std::atomic<bool> raised_{false};
  // An eventfd that becomes readable for good; -1 if the process had no descriptor left, then waits
  // look at the flag now and then instead.
  const int event_fd_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_STOP_FLAG_H_
