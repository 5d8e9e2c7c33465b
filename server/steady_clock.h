// A clock that no one sets back, for measuring how long something takes.
#ifndef COUNTERWEIGHT_SERVER_STEADY_CLOCK_H_
#define COUNTERWEIGHT_SERVER_STEADY_CLOCK_H_

#include <chrono>

#include "src/base/clock.h"

namespace counterweight {

// Only differences of its times mean anything.
class SteadyClock : public Clock {
 public:
  absl::Time Now() const override {
    return absl::UnixEpoch() +
           absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
  }
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_STEADY_CLOCK_H_
