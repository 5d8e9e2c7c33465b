// What Ctrl-C (SIGINT) and SIGTERM do while something is under way.
#ifndef COUNTERWEIGHT_CLIENT_INTERRUPT_H_
#define COUNTERWEIGHT_CLIENT_INTERRUPT_H_

#include <functional>
#include <thread>

namespace counterweight::client {

// While it lives, the first SIGINT or SIGTERM calls `on_interrupt` on a thread of its own, where it
// may lock and allocate; a second one ends the process as usual. The signals' former actions come
// back when it ends. At most one may live at a time: a signal's action belongs to the process.
class InterruptScope {
 public:
  explicit InterruptScope(std::function<void()> on_interrupt);
  // Waits for an on_interrupt that is running.
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

 private:
  void Wait();

  const std::function<void()> on_interrupt_;
  int read_end_ = -1;
  int write_end_ = -1;
  std::thread thread_;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_INTERRUPT_H_
