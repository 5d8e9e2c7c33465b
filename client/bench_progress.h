// What a bench says while it runs: a line per run, and which ones failed.
#ifndef COUNTERWEIGHT_CLIENT_BENCH_PROGRESS_H_
#define COUNTERWEIGHT_CLIENT_BENCH_PROGRESS_H_

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "client/bench_results.h"
#include "client/progress_bar.h"

namespace counterweight::client {

// Thread-safe.
class BenchProgress {
 public:
  // out, terminal_width: as for ProgressBar. total: runs to be done.
  BenchProgress(std::ostream* out, int terminal_width, size_t total);

  void Finished(const BenchRow& row) ABSL_LOCKS_EXCLUDED(mutex_);
  void Failed(const BenchKey& key, const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);
  void Remark(const std::string& text) ABSL_LOCKS_EXCLUDED(mutex_);

  // Of each failed run: its key and the reason, in the order of failing.
  std::vector<std::string> failures() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Advance(const std::string& text) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t total_;
  mutable absl::Mutex mutex_;
  ProgressBar bar_ ABSL_GUARDED_BY(mutex_);
  size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> failures_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BENCH_PROGRESS_H_
