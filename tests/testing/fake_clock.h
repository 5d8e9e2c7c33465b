// A clock that stands still until the test moves it.
#ifndef COUNTERWEIGHT_TESTS_TESTING_FAKE_CLOCK_H_
#define COUNTERWEIGHT_TESTS_TESTING_FAKE_CLOCK_H_

#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "src/base/clock.h"

namespace counterweight {

// Thread-safe. Starts at 2001-09-09T01:46:40Z.
class FakeClock : public Clock {
 public:
  absl::Time Now() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return now_;
  }
  void Advance(absl::Duration duration) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ += duration;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_) = absl::FromUnixSeconds(1000000000);
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TESTING_FAKE_CLOCK_H_
