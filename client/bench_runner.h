// One run of a bench on a server: submit, wait, read the figures, clean up.
#ifndef COUNTERWEIGHT_CLIENT_BENCH_RUNNER_H_
#define COUNTERWEIGHT_CLIENT_BENCH_RUNNER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "client/bench_results.h"
#include "client/bench_splits.h"
#include "client/job_watch.h"
#include "client/run_command.h"

namespace counterweight::client {

struct BenchTask {
  BenchKey key;
  std::string dataset;    // "datasets/{id}"
  int64_t row_count = 0;  // of the dataset
  std::string method;
  std::map<std::string, std::string> options;
};

struct BenchRunnerOptions {
  SplitFiles* splits = nullptr;  // borrowed; null: splits are neither written nor checked
  bool keep_models = false;      // false: a model goes as soon as its figures are read
};

// Thread-safe: several tasks may run at once.
class BenchRunner {
 public:
  // on_remark: hears what went wrong without changing a result (a model that could not be deleted).
  BenchRunner(const CommandContext& context, const BenchRunnerOptions& options,
              std::function<void(const std::string&)> on_remark);

  // Blocks until the job has ended. Errors: the server's; ABORTED: the job failed;
  // FAILED_PRECONDITION: it has no test figures, or another split than the task's other methods;
  // CANCELLED: stopped, and the job with it.
  absl::StatusOr<BenchRow> Run(const BenchTask& task) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends all tasks, and those to come, soon.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::StatusOr<v1::TrainingJob> Submit(const BenchTask& task);
  absl::Status Await(const std::string& job) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<BenchRow> ReadFigures(const BenchTask& task, const v1::TrainingJob& job);
  absl::Status CheckSplit(const BenchTask& task, const std::string& model);
  // Waits until it has ended.
  void Cancel(const std::string& job);
  void DeleteModel(const std::string& model);
  void Enter(JobWatch* watch) ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(JobWatch* watch) ABSL_LOCKS_EXCLUDED(mutex_);

  const CommandContext context_;
  const BenchRunnerOptions options_;
  const std::function<void(const std::string&)> on_remark_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<JobWatch*> watches_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BENCH_RUNNER_H_
