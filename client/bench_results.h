// The result file of a bench: one CSV row per finished run, ours or a peer's.
#ifndef COUNTERWEIGHT_CLIENT_BENCH_RESULTS_H_
#define COUNTERWEIGHT_CLIENT_BENCH_RESULTS_H_

#include <cstdint>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "client/bench_plan.h"

namespace counterweight::client {

// Figures on the test rows; NaN: not defined or not measured, an empty field in the file.
struct BenchRow {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  BenchKey key;
  double average_precision = kNone;
  double roc_auc = kNone;
  double best_f1 = kNone;
  double expected_calibration_error = kNone;
  double validation_average_precision = kNone;
  double seconds = kNone;   // wall time of the training
  int64_t chosen_step = 0;  // 0: none (a peer)
};

// "dataset,seed,method,average_precision,roc_auc,best_f1,ece,validation_average_precision,seconds,
// chosen_step", with a line end.
std::string BenchHeader();
// One record with a line end; numbers are exact.
std::string BenchRecord(const BenchRow& row);

// All rows of a file. NOT_FOUND: no such file. INVALID_ARGUMENT names the line: another header, a
// field too many or too few, no number, a run that is there twice.
absl::StatusOr<std::vector<BenchRow>> ReadBenchRows(const std::string& path);

// Appends rows to a file as runs finish, each at once on the disk's side of the process, so that a
// bench that is interrupted loses no finished run. Thread-safe.
class BenchLog {
 public:
  // Creates the file with its header, or goes on after its last row (which must end its line). An
  // empty path: a log that keeps nothing. Errors carry the path.
  static absl::StatusOr<std::unique_ptr<BenchLog>> Open(const std::string& path);

  absl::Status Append(const BenchRow& row) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  explicit BenchLog(std::string path) : path_(std::move(path)) {}

  const std::string path_;
  absl::Mutex mutex_;
  std::ofstream file_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BENCH_RESULTS_H_
