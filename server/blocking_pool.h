// Threads for what waits: disk, SQL, long computations. RPC threads must not.
#ifndef COUNTERWEIGHT_SERVER_BLOCKING_POOL_H_
#define COUNTERWEIGHT_SERVER_BLOCKING_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace counterweight {

// A fixed number of threads behind a bounded queue, first in, first out. Thread-safe.
class BlockingPool {
 public:
  using Task = std::function<void()>;

  // name: for errors and logs. threads >= 1. queue_capacity: tasks that may wait, beyond those
  // running.
  BlockingPool(std::string name, int threads, size_t queue_capacity);
  ~BlockingPool();  // Close
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  // Never waits. RESOURCE_EXHAUSTED if the queue is full, UNAVAILABLE after Close; the task was
  // then not taken and will not run.
  absl::Status Post(Task task);

  // Runs what was taken and ends the threads. Not from a task.
  void Close();

 private:
  void Run();
  bool WorkOrClosed() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string name_;
  const size_t queue_capacity_;
  absl::Mutex mutex_;
  std::deque<Task> queue_ ABSL_GUARDED_BY(mutex_);
  size_t idle_threads_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_BLOCKING_POOL_H_
