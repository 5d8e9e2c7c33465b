// Which errors of the store pass, and waiting for them to.
#ifndef COUNTERWEIGHT_SRC_JOBS_STORE_RETRY_H_
#define COUNTERWEIGHT_SRC_JOBS_STORE_RETRY_H_

#include <functional>

#include "absl/status/status.h"

namespace counterweight {

// A lock held too long, a disk that is full for now.
bool IsTransient(const absl::Status& status);

// The store's answer to a lease that is no longer held.
bool IsLeaseLost(const absl::Status& status);

// Calls `write` until it gives something other than a transient error, five times at most, with
// pauses of 0.1 to 0.8 s in between: what a worker did for hours should not be lost to a short
// stall.
absl::Status RetryTransient(const std::function<absl::Status()>& write);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_STORE_RETRY_H_
