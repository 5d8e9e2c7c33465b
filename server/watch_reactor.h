// One running WatchTrainingJob.
#ifndef COUNTERWEIGHT_SERVER_WATCH_REACTOR_H_
#define COUNTERWEIGHT_SERVER_WATCH_REACTOR_H_

#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <deque>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "counterweight/v1/training.pb.h"
#include "server/blocking_pool.h"
#include "server/drain.h"
#include "server/event_wakeups.h"
#include "src/store/job_store.h"

namespace counterweight {

// What all watches of a server share; everything outlives them.
struct WatchEnvironment {
  JobStore* store = nullptr;
  BlockingPool* pool = nullptr;
  EventWakeups* wakeups = nullptr;
  Drain* drain = nullptr;
};

// Sends the job's events in order, read from the store in pages: each event after the last one
// sent, so none is lost or doubled. One message is in flight at a time and one page is held,
// whatever the client's speed. Deletes itself when the RPC is over.
//
//   reading --page--> writing --last of the page--> idle --wake-up--> reading
//
// Every arrow is taken by Advance; a wake-up while it is not idle is remembered.
class WatchReactor : public grpc::ServerWriteReactor<v1::TrainingEvent> {
 public:
  // job_id: of a job, which need not exist. after_sequence >= 0.
  static WatchReactor* Start(const WatchEnvironment& environment, const std::string& job_id,
                             int64_t after_sequence);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  enum class Phase { kReading, kWriting, kIdle, kFinished };
  // What one arrow does, after the lock was released: gRPC may run what follows on another thread.
  enum class Action { kNone, kRead, kWrite, kFinish };

  WatchReactor(const WatchEnvironment& environment, std::string job_id, int64_t after_sequence);

  void Subscribe();
  void Wake();
  void BeginDrain();
  void ReadPage();
  void Advance();
  Action NextAction() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Action FinishWith(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Action WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // UNAVAILABLE, with the number to go on from.
  absl::Status ComeBack(absl::string_view why) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Perform(Action action);
  void PostRead();

  const WatchEnvironment environment_;
  const std::string job_id_;
  int64_t wakeup_subscription_ = 0, drain_subscription_ = 0;

  absl::Mutex mutex_;
  Phase phase_ ABSL_GUARDED_BY(mutex_) = Phase::kReading;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;      // since the last read began
  bool job_ended_ ABSL_GUARDED_BY(mutex_) = false;  // the page holds all events there will be
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status read_status_ ABSL_GUARDED_BY(mutex_);
  std::deque<JobEventRecord> page_ ABSL_GUARDED_BY(mutex_);
  int64_t last_read_ ABSL_GUARDED_BY(mutex_);
  int64_t last_sent_ ABSL_GUARDED_BY(mutex_);
  absl::Status final_status_;
  v1::TrainingEvent message_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_WATCH_REACTOR_H_
