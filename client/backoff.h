// How long to wait before the next try, and when to give up.
#ifndef COUNTERWEIGHT_CLIENT_BACKOFF_H_
#define COUNTERWEIGHT_CLIENT_BACKOFF_H_

#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace counterweight::client {

struct BackoffOptions {
  // Tries after the first one; 0: none.
  int retries = 30;
  // Waits grow from the first by doubling up to the longest. With the defaults the tries span a bit
  // more than four minutes: a server upgrade, not an outage.
  absl::Duration first_wait = absl::Milliseconds(200);
  absl::Duration longest_wait = absl::Seconds(10);
};

// Thread safety: none.
class Backoff {
 public:
  explicit Backoff(const BackoffOptions& options) : options_(options), wait_(options.first_wait) {}

  // The wait before the next try; nullopt when all tries are spent.
  absl::optional<absl::Duration> Next();
  // After a success: as new.
  void Reset();

 private:
  const BackoffOptions options_;
  absl::Duration wait_;
  int tries_ = 0;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BACKOFF_H_
