// The one moment at which the server begins to shut down, for streams that would never end.
#ifndef COUNTERWEIGHT_SERVER_DRAIN_H_
#define COUNTERWEIGHT_SERVER_DRAIN_H_

#include <cstdint>
#include <functional>
#include <map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace counterweight {

// Thread-safe.
class Drain {
 public:
  // Calls every callback once, on this thread. Later subscribers are called at once.
  void Begin();
  bool begun() const;

  // callback: must not block and must not call this object.
  int64_t Subscribe(std::function<void()> callback);
  // After it returns the callback is not running and will not be called. Not from a callback.
  void Unsubscribe(int64_t subscription);

 private:
  mutable absl::Mutex mutex_;
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t last_subscription_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int64_t, std::function<void()>> callbacks_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_DRAIN_H_
