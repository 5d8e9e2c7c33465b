#include "src/jobs/stop_flag.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

namespace counterweight {
namespace {

// The longest wait without an eventfd: how late a raised flag may be seen then.
constexpr absl::Duration kLookInterval = absl::Milliseconds(50);

int PollMilliseconds(absl::Duration duration) {
  const double milliseconds = std::ceil(absl::ToDoubleMilliseconds(duration));
  return static_cast<int>(
      std::clamp(milliseconds, 0.0, static_cast<double>(std::numeric_limits<int>::max())));
}

absl::Duration SinceStart(std::chrono::steady_clock::time_point start) {
  return absl::FromChrono(std::chrono::steady_clock::now() - start);
}

}  // namespace

StopFlag::StopFlag() : event_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

StopFlag::~StopFlag() {
  if (event_fd_ >= 0) ::close(event_fd_);
}

void StopFlag::Raise() {
  const int saved_errno = errno;  // a signal handler must leave it as it was
  raised_.store(true, std::memory_order_release);
  if (event_fd_ >= 0) {
    const uint64_t one = 1;
    // Can only fail by overflow, and then the descriptor is readable already.
    [[maybe_unused]] const ssize_t ignored = ::write(event_fd_, &one, sizeof(one));
  }
  errno = saved_errno;
}

bool StopFlag::WaitFor(absl::Duration timeout) const {
  const auto start = std::chrono::steady_clock::now();
  absl::Duration left = timeout;
  while (!raised() && left > absl::ZeroDuration()) {
    if (event_fd_ >= 0) {
      pollfd descriptor{event_fd_, POLLIN, 0};
      ::poll(&descriptor, 1, PollMilliseconds(left));
    } else {
      ::poll(nullptr, 0, PollMilliseconds(std::min(left, kLookInterval)));
    }
    left = timeout - SinceStart(start);
  }
  return raised();
}

}  // namespace counterweight
