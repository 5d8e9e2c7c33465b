#include "client/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>

namespace counterweight::client {
namespace {

// A signal handler can reach nothing but a global. -1: no scope lives.
std::atomic<int> signal_pipe{-1};
static_assert(std::atomic<int>::is_always_lock_free);

struct sigaction former_interrupt;
struct sigaction former_terminate;

void OnSignal(int) {
  const int saved_errno = errno;
  const int pipe = signal_pipe.load();
  const char byte = 's';
  if (pipe >= 0 && write(pipe, &byte, 1) != 1) {
    // A full pipe: the thread has enough to wake up for.
  }
  errno = saved_errno;
}

}  // namespace

InterruptScope::InterruptScope(std::function<void()> on_interrupt)
    : on_interrupt_(std::move(on_interrupt)) {
  int ends[2];
  // Out of descriptors: signals keep their usual action, which is to end the process.
  if (pipe2(ends, O_CLOEXEC) != 0) return;
  read_end_ = ends[0];
  write_end_ = ends[1];
  thread_ = std::thread([this] { Wait(); });
  signal_pipe.store(write_end_);
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &former_interrupt);
  sigaction(SIGTERM, &action, &former_terminate);
}

InterruptScope::~InterruptScope() {
  if (!thread_.joinable()) return;
  sigaction(SIGINT, &former_interrupt, nullptr);
  sigaction(SIGTERM, &former_terminate, nullptr);
  signal_pipe.store(-1);
  close(write_end_);  // the thread reads the end of the pipe
  thread_.join();
  close(read_end_);
}

void InterruptScope::Wait() {
  char byte = 0;
  ssize_t got = 0;
  while ((got = read(read_end_, &byte, 1)) < 0 && errno == EINTR) {
  }
  if (got == 1) on_interrupt_();
}

}  // namespace counterweight::client
