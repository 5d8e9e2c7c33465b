#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/bench_inputs.h"
#include "client/bench_plan.h"
#include "client/bench_progress.h"
#include "client/bench_runner.h"
#include "client/bench_summary.h"
#include "client/bench_text.h"
#include "client/interrupt.h"
#include "client/json_text.h"
#include "client/output_file.h"
#include "client/printable.h"
#include "client/request_id.h"
#include "client/run_command.h"
#include "client/status_text.h"
#include "client/upload.h"

namespace counterweight::client {
namespace {

// Tells what is left of a bench that was begun before.
void SayWhatIsDone(const BenchMethodsCommand& command, const BenchInputs& inputs,
                   const std::vector<BenchRun>& runs, std::ostream* err) {
  const size_t all = inputs.scope.datasets.size() * command.seeds * command.methods.size();
  if (runs.size() == all) return;
  *err << all - runs.size() << " of " << all << " runs are in " << Printable(command.csv)
       << " already\n";
  if (inputs.splits == nullptr) return;
  std::set<std::pair<size_t, uint64_t>> to_come;
  for (const BenchRun& run : runs) to_come.insert({run.dataset, run.seed});
  for (size_t dataset = 0; dataset < inputs.scope.datasets.size(); ++dataset) {
    for (uint64_t seed = 0; seed < command.seeds; ++seed) {
      const std::string& name = inputs.scope.datasets[dataset];
      if (to_come.count({dataset, seed}) > 0 || inputs.splits->Has(name, seed)) continue;
      *err << "no split of " << Printable(name) << ", seed " << seed
           << ": its runs were measured without --splits\n";
    }
  }
}

// The datasets of a bench on the server: uploaded when a run needs them.
class BenchDatasets {
 public:
  BenchDatasets(const BenchMethodsCommand& command, const BenchScope& scope,
                const CommandContext& context)
      : command_(command), scope_(scope), context_(context), datasets_(scope.datasets.size()) {}

  absl::Status Upload(const std::vector<BenchRun>& runs) {
    for (const BenchRun& run : runs) {
      if (!datasets_[run.dataset].name().empty()) continue;
      absl::StatusOr<v1::Dataset> dataset = UploadOne(run.dataset);
      if (!dataset.ok()) {
        return absl::Status(
            dataset.status().code(),
            absl::StrCat(command_.datasets[run.dataset], ": ", dataset.status().message()));
      }
      datasets_[run.dataset] = *std::move(dataset);
    }
    return absl::OkStatus();
  }

  const v1::Dataset& operator[](size_t index) const { return datasets_[index]; }

  void Delete() {
    for (const v1::Dataset& dataset : datasets_) {
      if (dataset.name().empty()) continue;
      v1::DeleteDatasetRequest request;
      request.set_name(dataset.name());
      const absl::Status status = context_.Datasets().Delete(request);
      if (status.ok()) continue;
      *context_.err << dataset.name() << " could not be deleted: " << StatusText(status) << "\n";
    }
  }

 private:
  absl::StatusOr<v1::Dataset> UploadOne(size_t index) {
    v1::UploadDatasetRequest::Header header;
    header.mutable_spec()->set_display_name(scope_.datasets[index]);
    header.mutable_spec()->set_label_column(command_.label);
    header.set_request_id(NewRequestId());
    DatasetClient datasets = context_.Datasets();
    return UploadFile(
        &datasets.stub(), header, command_.datasets[index], [](int64_t, int64_t) {},
        context_.backoff);
  }

  const BenchMethodsCommand& command_;
  const BenchScope& scope_;
  const CommandContext& context_;
  std::vector<v1::Dataset> datasets_;  // without a name where no run needs it
};

// Runs tasks on several threads until all are done or the bench cannot go on.
class BenchPool {
 public:
  BenchPool(BenchRunner* runner, BenchProgress* progress, BenchLog* log)
      : runner_(runner), progress_(progress), log_(log) {}

  // Appends a row per run that succeeded to `rows`. Errors: interrupted (CANCELLED), the server is
  // gone (UNAVAILABLE), the log cannot be written; a failed run is none.
  absl::Status Run(const std::vector<BenchTask>& tasks, size_t thread_count,
                   std::vector<BenchRow>* rows) ABSL_LOCKS_EXCLUDED(mutex_) {
    std::atomic<size_t> next{0};
    {
      InterruptScope interrupt([&] { End(absl::CancelledError("interrupted")); });
      std::vector<std::thread> threads;
      for (size_t started = 0; started < std::min(thread_count, tasks.size()); ++started) {
        threads.emplace_back([&] {
          for (size_t i = next++; i < tasks.size() && end().ok(); i = next++) RunOne(tasks[i]);
        });
      }
      for (std::thread& thread : threads) thread.join();
    }
    absl::MutexLock lock(&mutex_);
    rows->insert(rows->end(), rows_.begin(), rows_.end());
    return end_;
  }

 private:
  void RunOne(const BenchTask& task) {
    const absl::StatusOr<BenchRow> row = runner_->Run(task);
    if (!row.ok()) {
      if (absl::IsUnavailable(row.status())) End(row.status());
      if (end().ok()) progress_->Failed(task.key, row.status());
      return;
    }
    if (absl::Status status = log_->Append(*row); !status.ok()) End(status);
    progress_->Finished(*row);
    absl::MutexLock lock(&mutex_);
    rows_.push_back(*row);
  }

  // Nothing new begins and what runs is stopped. The first reason stays.
  void End(const absl::Status& reason) {
    {
      absl::MutexLock lock(&mutex_);
      end_.Update(reason);
    }
    runner_->Stop();
  }
  absl::Status end() {
    absl::MutexLock lock(&mutex_);
    return end_;
  }

  BenchRunner* const runner_;
  BenchProgress* const progress_;
  BenchLog* const log_;
  absl::Mutex mutex_;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  std::vector<BenchRow> rows_ ABSL_GUARDED_BY(mutex_);
};

std::vector<BenchTask> TasksOf(const BenchMethodsCommand& command, const BenchScope& scope,
                               const BenchDatasets& datasets, const std::vector<BenchRun>& runs) {
  std::vector<BenchTask> tasks;
  for (const BenchRun& run : runs) {
    const BenchMethod& method = command.methods[run.method];
    const v1::Dataset& dataset = datasets[run.dataset];
    tasks.push_back({{scope.datasets[run.dataset], run.seed, method.name},
                     dataset.name(),
                     dataset.row_count(),
                     method.method,
                     RunOptions(method, command.options)});
  }
  return tasks;
}

// Adds the rows of all runs to inputs->rows and says which failed.
absl::StatusOr<std::vector<std::string>> Measure(const BenchMethodsCommand& command,
                                                 const std::vector<BenchRun>& runs,
                                                 const CommandContext& context,
                                                 BenchInputs* inputs) {
  BenchDatasets datasets(command, inputs->scope, context);
  BenchProgress progress(context.err, context.err_width, runs.size());
  absl::Status status = datasets.Upload(runs);
  if (status.ok()) {
    BenchRunner runner(context, {inputs->splits.get(), command.keep},
                       [&](const std::string& text) { progress.Remark(text); });
    BenchPool pool(&runner, &progress, inputs->log.get());
    status = pool.Run(TasksOf(command, inputs->scope, datasets, runs), command.jobs, &inputs->rows);
  }
  if (!command.keep) datasets.Delete();
  if (!status.ok()) return status;
  return progress.failures();
}

absl::Status WriteJson(const google::protobuf::Struct& json, const std::string& path,
                       const CommandContext& context) {
  if (path.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> text = JsonText(json);
  if (!text.ok()) return text.status();
  auto file = OutputFile::Create(path, context.out);
  if (!file.ok()) return file.status();
  if (absl::Status status = (*file)->Write(*text + "\n"); !status.ok()) return status;
  return (*file)->Commit();
}

}  // namespace

absl::Status Run(const BenchMethodsCommand& command, const CommandContext& context) {
  absl::StatusOr<BenchInputs> inputs = ReadBenchInputs(command);
  if (!inputs.ok()) return inputs.status();
  const std::vector<BenchRun> runs =
      PlanBench(inputs->scope.datasets, command.methods, command.seeds, inputs->done);
  SayWhatIsDone(command, *inputs, runs, context.err);
  const auto failures = Measure(command, runs, context, &*inputs);
  if (!failures.ok()) return failures.status();
  const BenchSummary summary = SummarizeBench(inputs->scope, inputs->rows);
  const google::protobuf::Struct json = BenchJson(summary, *failures);
  if (absl::Status status = WriteJson(json, command.json, context); !status.ok()) return status;
  const absl::Status printed = context.Print(json, BenchText(summary));
  if (!printed.ok() || failures->empty()) return printed;
  return absl::AbortedError(
      absl::StrCat(failures->size(), " of ", runs.size(), " runs failed: see above"));
}

}  // namespace counterweight::client
