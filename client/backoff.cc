#include "client/backoff.h"

#include <algorithm>

namespace counterweight::client {

absl::optional<absl::Duration> Backoff::Next() {
  if (tries_ >= options_.retries) return absl::nullopt;
  ++tries_;
  const absl::Duration wait = std::min(wait_, options_.longest_wait);
  wait_ = std::min(wait_ * 2, options_.longest_wait);
  return wait;
}

void Backoff::Reset() {
  tries_ = 0;
  wait_ = options_.first_wait;
}

}  // namespace counterweight::client
