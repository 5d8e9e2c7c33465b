// The time, injected: jobs and leases take a Clock so that tests decide what time it is.
#ifndef COUNTERWEIGHT_SRC_BASE_CLOCK_H_
#define COUNTERWEIGHT_SRC_BASE_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace counterweight {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_CLOCK_H_
