// Wakes the watchers of one job when anything happened to it.
#ifndef COUNTERWEIGHT_SERVER_EVENT_WAKEUPS_H_
#define COUNTERWEIGHT_SERVER_EVENT_WAKEUPS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/jobs/event_hub.h"

namespace counterweight {

// A wake-up carries no event: the watcher reads from the store what it has not seen, so that a
// missed or doubled wake-up loses and doubles nothing. Thread-safe.
class EventWakeups {
 public:
  // hub: outlives this.
  explicit EventWakeups(EventHub* hub);
  ~EventWakeups();
  EventWakeups(const EventWakeups&) = delete;
  EventWakeups& operator=(const EventWakeups&) = delete;

  // callback: runs on the hub's thread; must not block and must not call this object.
  int64_t Subscribe(const std::string& job_id, std::function<void()> callback);
  // After it returns the callback is not running and will not be called. Not from a callback.
  void Unsubscribe(const std::string& job_id, int64_t subscription);

 private:
  void Wake(const std::string& job_id);

  EventHub* const hub_;
  absl::Mutex mutex_;
  int64_t last_subscription_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, std::map<int64_t, std::function<void()>>> callbacks_
      ABSL_GUARDED_BY(mutex_);
  int64_t hub_subscription_ = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_EVENT_WAKEUPS_H_
