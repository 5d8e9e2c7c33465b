#include "src/jobs/event_hub.h"

#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "src/base/log.h"
#include "src/jobs/stop_flag.h"

namespace counterweight {
namespace {

// Events read at once: bounds the memory that a burst takes.
constexpr int kBatch = 1000;

}  // namespace

struct EventHub::State {
  State(JobStore* job_store, absl::Duration interval) : store(job_store), poll_interval(interval) {}

  void Poll();
  bool Begin();
  bool DeliverBatch();
  void Deliver(const JobEventRecord& event);
  bool Succeeded(const absl::Status& status);

  JobStore* const store;
  const absl::Duration poll_interval;
  StopFlag stop;

  std::mutex mutex;  // held during callbacks, so that Unsubscribe waits for them
  std::map<int64_t, Callback> callbacks ABSL_GUARDED_BY(mutex);
  int64_t next_subscription ABSL_GUARDED_BY(mutex) = 1;

  // Of the thread that polls (before it starts: of the constructor).
  std::optional<int64_t> last_id;  // nullopt: the store has not said yet where events begin
  bool failing = false;
  std::thread thread;
};

// Logs the first of several failures: a store that is away for an hour must not fill the log.
bool EventHub::State::Succeeded(const absl::Status& status) {
  if (!status.ok() && !failing) {
    LogWarning(absl::StrCat("events of jobs are not delivered for now: ", status.message()));
  }
  if (status.ok() && failing) LogInfo("events of jobs are delivered again");
  failing = !status.ok();
  return status.ok();
}

bool EventHub::State::Begin() {
  if (last_id.has_value()) return true;
  const absl::StatusOr<int64_t> last = store->LastEventId();
  if (!Succeeded(last.status())) return false;
  last_id = *last;
  return true;
}

void EventHub::State::Deliver(const JobEventRecord& event) {
  const std::lock_guard<std::mutex> lock(mutex);
  for (const auto& [subscription, callback] : callbacks) callback(event);
}

// Out: whether there may be more.
bool EventHub::State::DeliverBatch() {
  const absl::StatusOr<std::vector<JobEventRecord>> events = store->EventsAfter(*last_id, kBatch);
  if (!Succeeded(events.status())) return false;
  for (const JobEventRecord& event : *events) {
    Deliver(event);
    last_id = event.global_id;
  }
  return events->size() == kBatch;
}

void EventHub::State::Poll() {
  do {
    if (!Begin()) continue;
    while (!stop.raised() && DeliverBatch()) {
    }
  } while (!stop.WaitFor(poll_interval));
}

EventHub::EventHub(JobStore* store, absl::Duration poll_interval) noexcept
    : state_(std::make_unique<State>(store, poll_interval)) {
  // Here and not on the thread: what is appended once the hub exists is delivered.
  state_->Begin();
  state_->thread = std::thread([state = state_.get()] { state->Poll(); });
}

EventHub::~EventHub() {
  state_->stop.Raise();
  state_->thread.join();
}

int64_t EventHub::Subscribe(Callback callback) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  const int64_t subscription = state_->next_subscription++;
  state_->callbacks.emplace(subscription, std::move(callback));
  return subscription;
}

void EventHub::Unsubscribe(int64_t subscription) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->callbacks.erase(subscription);
}

}  // namespace counterweight
