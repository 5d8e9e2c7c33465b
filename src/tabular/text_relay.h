// The way of an upload's text to another thread.
#ifndef COUNTERWEIGHT_SRC_TABULAR_TEXT_RELAY_H_
#define COUNTERWEIGHT_SRC_TABULAR_TEXT_RELAY_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// Begins a task on some other thread; false if it cannot now, and never will run it. Starts no
// thread per call.
using TaskRunner = std::function<bool(std::function<void()> task)>;

// Hands text, in order, to a sink that works elsewhere: while it works, the caller receives, hashes
// and inflates what comes next. Never waits for a task that has not begun: the caller then does its
// work, so that a runner with one thread, or with none free, costs time alone.
// Memory: kBlocks * kBlockBytes.
// Thread safety: one caller at a time. The sink is called by one thread at a time, and by none once
// Finish has returned or the relay is destroyed.
class TextRelay {
 public:
  using Sink = std::function<absl::Status(absl::string_view text)>;

  static constexpr size_t kBlockBytes = size_t{256} << 10;
  static constexpr size_t kBlocks = 4;  // that may wait

  // runner: may be empty; the sink is then called by Append itself.
  TextRelay(TaskRunner runner, Sink sink);
  ~TextRelay();  // what still waits is dropped
  TextRelay(const TextRelay&) = delete;
  TextRelay& operator=(const TextRelay&) = delete;

  // Copies the text. The sink's first error, of whatever text before; nothing is taken then.
  absl::Status Append(absl::string_view text);
  // Waits until the sink has had all text. Its first error. Append may go on after it.
  absl::Status Finish();

 private:
  class Queue;

  const TaskRunner runner_;
  const Sink sink_;
  // Outlives the relay while a task that never began is still waiting somewhere.
  const std::shared_ptr<Queue> queue_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_TEXT_RELAY_H_
