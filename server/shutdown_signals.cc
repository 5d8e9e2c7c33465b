#include "server/shutdown_signals.h"

#include <cerrno>
#include <csignal>

namespace counterweight {
namespace {

sigset_t ShutdownSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

void BlockShutdownSignals() {
  const sigset_t signals = ShutdownSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int WaitForShutdownSignal() {
  const sigset_t signals = ShutdownSignals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  return signal;
}

std::optional<int> WaitForShutdownSignal(absl::Duration timeout) {
  const sigset_t signals = ShutdownSignals();
  const timespec limit = absl::ToTimespec(timeout);
  const int signal = sigtimedwait(&signals, nullptr, &limit);
  // EINTR: by a signal of another kind, of which this process handles none.
  return signal > 0 ? std::optional<int>(signal) : std::nullopt;
}

}  // namespace counterweight
