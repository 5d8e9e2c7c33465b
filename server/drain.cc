#include "server/drain.h"

#include <utility>

namespace counterweight {

void Drain::Begin() {
  absl::MutexLock lock(&mutex_);
  if (begun_) return;
  begun_ = true;
  for (const auto& [subscription, callback] : callbacks_) callback();
}

bool Drain::begun() const {
  absl::MutexLock lock(&mutex_);
  return begun_;
}

int64_t Drain::Subscribe(std::function<void()> callback) {
  absl::MutexLock lock(&mutex_);
  if (begun_) callback();
  callbacks_.emplace(++last_subscription_, std::move(callback));
  return last_subscription_;
}

void Drain::Unsubscribe(int64_t subscription) {
  absl::MutexLock lock(&mutex_);
  callbacks_.erase(subscription);
}

}  // namespace counterweight
