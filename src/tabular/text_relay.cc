#include "src/tabular/text_relay.h"

#include <deque>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/base/status_macros.h"

namespace counterweight {

class TextRelay::Queue {
 public:
  explicit Queue(Sink sink) : sink_(std::move(sink)) {}

  // Takes the text. Out: whether a task must be begun, which calls WorkAsTask.
  absl::StatusOr<bool> Push(absl::string_view text);
  void WorkAsTask();
  // Calls the sink until nothing waits; does nothing if another thread is at it.
  void Work();
  absl::Status Finish();
  void Close();

 private:
  bool HasRoomOrIdle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return blocks_.size() < kBlocks || !is_working_;
  }
  bool IsIdle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !is_working_; }
  void Enqueue(absl::string_view text) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CallSink(absl::string_view text) const;

  const Sink sink_;
  absl::Mutex mutex_;
  std::deque<std::string> blocks_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> spent_ ABSL_GUARDED_BY(mutex_);  // memory for further blocks
  bool is_working_ ABSL_GUARDED_BY(mutex_) = false;
  // A task was begun and has not come to run: one at a time, so that tasks cannot pile up.
  bool is_task_due_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<bool> TextRelay::Queue::Push(absl::string_view text) {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Queue::HasRoomOrIdle));
      CW_RETURN_IF_ERROR(status_);
      if (blocks_.size() < kBlocks) {
        Enqueue(text);
        return !is_working_ && !std::exchange(is_task_due_, true);
      }
    }
    Work();  // nobody does
  }
}

void TextRelay::Queue::Enqueue(absl::string_view text) {
  std::string block;
  if (!spent_.empty()) {
    block = std::move(spent_.back());
    spent_.pop_back();
  }
  block.assign(text.data(), text.size());
  blocks_.push_back(std::move(block));
}

void TextRelay::Queue::WorkAsTask() {
  {
    absl::MutexLock lock(&mutex_);
    is_task_due_ = false;
  }
  Work();
}

void TextRelay::Queue::Work() {
  absl::MutexLock lock(&mutex_);
  if (is_working_) return;
  is_working_ = true;
  while (!blocks_.empty() && status_.ok()) {
    std::string block = std::move(blocks_.front());
    blocks_.pop_front();
    mutex_.Unlock();
    absl::Status status = CallSink(block);
    mutex_.Lock();
    status_ = std::move(status);
    spent_.push_back(std::move(block));
  }
  is_working_ = false;
}

// A task's thread is nobody's to catch on.
absl::Status TextRelay::Queue::CallSink(absl::string_view text) const try {
  return sink_(text);
} catch (const std::bad_alloc&) {
  return absl::ResourceExhaustedError("no memory to read the upload");
}

absl::Status TextRelay::Queue::Finish() {
  while (true) {
    Work();
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Queue::IsIdle));
    if (blocks_.empty() || !status_.ok()) return status_;
  }
}

void TextRelay::Queue::Close() {
  absl::MutexLock lock(&mutex_);
  blocks_.clear();
  mutex_.Await(absl::Condition(this, &Queue::IsIdle));
}

TextRelay::TextRelay(TaskRunner runner, Sink sink)
    : runner_(std::move(runner)), sink_(std::move(sink)), queue_(std::make_shared<Queue>(sink_)) {}

TextRelay::~TextRelay() { queue_->Close(); }

absl::Status TextRelay::Append(absl::string_view text) {
  if (!runner_) return sink_(text);
  while (!text.empty()) {
    const absl::string_view block = text.substr(0, kBlockBytes);
    text.remove_prefix(block.size());
    CW_ASSIGN_OR_RETURN(const bool needs_task, queue_->Push(block));
    if (needs_task && !runner_([queue = queue_] { queue->WorkAsTask(); })) {
      queue_->WorkAsTask();
    }
  }
  return absl::OkStatus();
}

absl::Status TextRelay::Finish() { return queue_->Finish(); }

}  // namespace counterweight
