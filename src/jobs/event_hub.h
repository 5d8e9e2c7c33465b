// Tells subscribers in this process what any process appended to the events of jobs.
#ifndef COUNTERWEIGHT_SRC_JOBS_EVENT_HUB_H_
#define COUNTERWEIGHT_SRC_JOBS_EVENT_HUB_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/time/time.h"
#include "src/store/job_store.h"

namespace counterweight {

// One thread polls the store for events after the last it saw and calls the subscribers, in commit
// order. Thread-safe. Events before the hub's start are not delivered (read them from the store).
// While the store fails the hub goes on asking, and then delivers what it missed.
class EventHub {
 public:
  using Callback = std::function<void(const JobEventRecord& event)>;

  // Borrows the store. Ends the process if no thread can be started.
  EventHub(JobStore* store, absl::Duration poll_interval) noexcept;
  ~EventHub();  // stops the thread

  // The callback runs on the hub's thread, must not block, and must not call the hub.
  int64_t Subscribe(Callback callback);
  // After it returns the callback is not running and will not be called. Not from a callback.
  void Unsubscribe(int64_t subscription);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_EVENT_HUB_H_
