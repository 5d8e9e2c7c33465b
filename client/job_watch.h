// Watching one training job to its end, across broken connections.
#ifndef COUNTERWEIGHT_CLIENT_JOB_WATCH_H_
#define COUNTERWEIGHT_CLIENT_JOB_WATCH_H_

#include <counterweight/v1/training.grpc.pb.h>

#include <cstdint>
#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "client/backoff.h"

namespace counterweight::client {

// After UNAVAILABLE it asks again for the events after the last one it saw, so that every event is
// delivered exactly once, in order. Any event restarts the count of tries.
class JobWatch {
 public:
  using OnEvent = std::function<void(const v1::TrainingEvent&)>;

  // stub: borrowed. job: "jobs/{id}". after_sequence: 0 for all events.
  JobWatch(v1::TrainingService::StubInterface* stub, std::string job, int64_t after_sequence,
           const BackoffOptions& backoff);

  // Blocks until the server ends the stream; call it once. OK: the stream ended as it does after a
  // final state. CANCELLED: stopped. UNAVAILABLE: all tries failed. Else the server's error.
  absl::Status Run(const OnEvent& on_event) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends Run soon. Thread-safe; also before Run.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // Of the last event delivered. Read it before or after Run, or in on_event.
  int64_t last_sequence() const { return last_sequence_; }

 private:
  // One stream, to its end.
  absl::Status Attempt(const OnEvent& on_event, Backoff* backoff) ABSL_LOCKS_EXCLUDED(mutex_);
  bool Stopped() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status StoppedError() const;
  // False if stopped; until the end of the attempt Stop cancels `context`.
  bool Enter(grpc::ClientContext* context) ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave() ABSL_LOCKS_EXCLUDED(mutex_);
  // False if stopped meanwhile.
  bool Wait(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_);

  v1::TrainingService::StubInterface* const stub_;
  const std::string job_;
  const BackoffOptions backoff_options_;
  int64_t last_sequence_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_JOB_WATCH_H_
