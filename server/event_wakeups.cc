#include "server/event_wakeups.h"

#include <utility>

namespace counterweight {

EventWakeups::EventWakeups(EventHub* hub) : hub_(hub) {
  hub_subscription_ = hub_->Subscribe([this](const JobEventRecord& event) { Wake(event.job_id); });
}

EventWakeups::~EventWakeups() { hub_->Unsubscribe(hub_subscription_); }

int64_t EventWakeups::Subscribe(const std::string& job_id, std::function<void()> callback) {
  absl::MutexLock lock(&mutex_);
  callbacks_[job_id].emplace(++last_subscription_, std::move(callback));
  return last_subscription_;
}

void EventWakeups::Unsubscribe(const std::string& job_id, int64_t subscription) {
  absl::MutexLock lock(&mutex_);
  const auto job = callbacks_.find(job_id);
  if (job == callbacks_.end()) return;
  job->second.erase(subscription);
  if (job->second.empty()) callbacks_.erase(job);
}

void EventWakeups::Wake(const std::string& job_id) {
  absl::MutexLock lock(&mutex_);
  const auto job = callbacks_.find(job_id);
  if (job == callbacks_.end()) return;
  for (const auto& [subscription, callback] : job->second) callback();
}

}  // namespace counterweight
