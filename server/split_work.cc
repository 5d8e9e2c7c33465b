#include "server/split_work.h"

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/unary_call.h"

namespace counterweight {
namespace {

// Shared by the threads that take part; a task that begins after the end finds no part left.
class Parts {
 public:
  Parts(int64_t count, const std::function<absl::Status(int64_t)>* work)
      : count_(count), work_(work) {}

  void WorkOff() {
    absl::MutexLock lock(&mutex_);
    while (next_ < count_ && error_.ok()) {
      const int64_t part = next_++;
      ++running_;
      mutex_.Unlock();
      const absl::Status status = CallGuarded([this, part] { return (*work_)(part); });
      mutex_.Lock();
      --running_;
      if (!status.ok() && part < failed_part_) {
        failed_part_ = part;
        error_ = status;
      }
    }
  }

  absl::Status WaitForOthers() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Parts::NoneRuns));
    return error_;
  }

 private:
  bool NoneRuns() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return running_ == 0; }

  const int64_t count_;
  const std::function<absl::Status(int64_t)>* const work_;  // alive while a part runs
  absl::Mutex mutex_;
  int64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t failed_part_ ABSL_GUARDED_BY(mutex_) = count_;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::Status SplitWork(BlockingPool& pool, int helpers, int64_t parts,
                       const std::function<absl::Status(int64_t part)>& work) {
  const auto shared = std::make_shared<Parts>(parts, &work);
  for (int i = 0; i < helpers && i + 1 < parts; ++i) {
    // A pool that takes no more has enough to do: the work goes on without its help.
    if (!pool.Post([shared] { shared->WorkOff(); }).ok()) break;
  }
  shared->WorkOff();
  return shared->WaitForOthers();
}

}  // namespace counterweight
