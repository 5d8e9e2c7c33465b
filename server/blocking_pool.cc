#include "server/blocking_pool.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/log.h"

namespace counterweight {

BlockingPool::BlockingPool(std::string name, int threads, size_t queue_capacity)
    : name_(std::move(name)), queue_capacity_(queue_capacity) {
  {
    // A thread that has not started yet counts as idle: what it will take need not wait in the
    // queue.
    absl::MutexLock lock(&mutex_);
    idle_threads_ = static_cast<size_t>(threads);
  }
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

BlockingPool::~BlockingPool() { Close(); }

absl::Status BlockingPool::Post(Task task) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return absl::UnavailableError("the server is shutting down");
  if (queue_.size() >= queue_capacity_ + idle_threads_) {
    return absl::ResourceExhaustedError(absl::StrCat("the server is busy: ", queue_.size(), " ",
                                                     name_, " requests wait already; try later"));
  }
  queue_.push_back(std::move(task));
  return absl::OkStatus();
}

void BlockingPool::Close() {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

bool BlockingPool::WorkOrClosed() const { return !queue_.empty() || closed_; }

void BlockingPool::Run() {
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(this, &BlockingPool::WorkOrClosed));
    if (queue_.empty()) return;
    Task task = std::move(queue_.front());
    queue_.pop_front();
    --idle_threads_;
    mutex_.Unlock();
    // A thread is a boundary: an exception that left it would end the process.
    try {
      task();
    } catch (const std::exception& error) {
      LogError(absl::StrCat("a ", name_, " task threw: ", error.what()));
    }
    task = nullptr;  // what it holds is released outside the lock
    mutex_.Lock();
    ++idle_threads_;
  }
}

}  // namespace counterweight
