#include "server/counterweight_server.h"

#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "server/rpc_methods.h"
#include "src/base/status_macros.h"
#include "src/base/thread_variables.h"

namespace counterweight {
namespace {

// One SQL connection serves them all, so more threads would only wait for each other.
constexpr int kPoolThreads = 4;
constexpr size_t kPoolQueue = 1024;
// A waiting task holds a request of up to max_message_bytes.
constexpr size_t kBulkQueue = 256;
// What a watcher waits at most for an event that a worker wrote.
constexpr absl::Duration kEventPollInterval = absl::Milliseconds(100);

int ComputingThreads() {
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 4u, 32u));
}

// One thread per processor works on a large prediction; more would only take turns.
int HelpingThreads() {
  return std::max(static_cast<int>(std::thread::hardware_concurrency()), 1) - 1;
}

SupervisorOptions WorkerCommand(const ServerOptions& options) {
  SupervisorOptions supervisor;
  supervisor.workers = options.workers;
  supervisor.command = {
      options.worker_binary,
      absl::StrCat("--data-dir=", options.data_dir),
      "--owner={owner}",
      "--slot={slot}",
      absl::StrCat("--threads=", options.worker_threads),
      absl::StrCat("--lease-seconds=", absl::ToDoubleSeconds(options.lease)),
      absl::StrCat("--checkpoint-seconds=", absl::ToDoubleSeconds(options.checkpoint_interval)),
      absl::StrCat("--log-level=", options.log_level)};
  for (const ThreadVariable& variable : kThreadVariables) {
    supervisor.environment.push_back(
        absl::StrCat(variable.name, "=", variable.has_budget ? options.worker_threads : 1));
  }
  return supervisor;
}

absl::Status CheckWorkerBinary(const ServerOptions& options) {
  if (options.workers == 0 || access(options.worker_binary.c_str(), X_OK) == 0) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the worker program ", options.worker_binary,
                   " cannot be executed: see --worker-binary, or serve only with --workers=0"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<CounterweightServer>> CounterweightServer::Start(
    const ServerOptions& options, const Clock* clock) {
  CW_RETURN_IF_ERROR(CheckWorkerBinary(options));
  CW_ASSIGN_OR_RETURN(std::unique_ptr<DataDirectory> directory,
                      DataDirectory::OpenForServer(options.data_dir, clock->Now()));
  auto server = absl::WrapUnique(new CounterweightServer(options, clock, std::move(directory)));
  CW_RETURN_IF_ERROR(server->StartServing());
  CW_RETURN_IF_ERROR(server->StartWorkers());
  return server;
}

CounterweightServer::CounterweightServer(const ServerOptions& options, const Clock* clock,
                                         std::unique_ptr<DataDirectory> directory)
    : options_(options),
      clock_(clock),
      directory_(std::move(directory)),
      metrics_(std::make_unique<Metrics>(COUNTERWEIGHT_VERSION, [this] { return CollectState(); })),
      datasets_(directory_.get(), clock, options.intake),
      jobs_(directory_.get(), clock, options.max_attempts),
      models_(directory_.get(), clock, static_cast<size_t>(options.loaded_models),
              [this](const ModelRecord& model) {
                return metrics_->PredictedRows(model.display_name, model.version);
              }),
      uploads_("uploads", options.max_uploads),
      pool_("metadata", kPoolThreads, kPoolQueue),
      bulk_pool_("bulk", ComputingThreads(), kBulkQueue),
      prediction_pool_("prediction", ComputingThreads(), kBulkQueue),
      hub_(&directory_->jobs(), kEventPollInterval),
      wakeups_(&hub_),
      job_metrics_(&hub_, &directory_->jobs(), &pool_, metrics_.get()),
      dataset_service_(&datasets_, &pool_,
                       UploadEnvironment{&datasets_, &bulk_pool_, &uploads_, metrics_.get()}),
      training_service_(&jobs_, WatchEnvironment{&directory_->jobs(), &pool_, &wakeups_, &drain_},
                        options.workers == 0 ? 0 : options.worker_threads),
      model_service_(&models_, &pool_, &bulk_pool_),
      prediction_service_(
          PredictionEnvironment{&models_, &prediction_pool_, &drain_,
                                PredictionLimits{kMaximumPredictionRows, options.max_message_bytes},
                                PredictionHelpers{&prediction_pool_, HelpingThreads()}}) {
  RegisterRpcMethods(*metrics_);
}

CounterweightServer::~CounterweightServer() { Drain(absl::ZeroDuration()); }

absl::StatusOr<ServiceStateValues> CounterweightServer::CollectState() {
  CW_ASSIGN_OR_RETURN(const JobCounts counts, directory_->jobs().Counts());
  ServiceStateValues values;
  for (const auto& [state, count] : counts.by_state) {
    values.jobs_by_state[std::string(JobStateName(state))] = count;
  }
  values.loaded_models = static_cast<int64_t>(models_.loaded_models());
  const Supervisor* const supervisor = started_supervisor_.load();
  values.workers_running = supervisor == nullptr ? 0 : supervisor->running_workers();
  return values;
}

absl::Status CounterweightServer::StartWorkers() {
  SupervisorObserver observer;  // the supervisor logs by itself
  observer.on_worker_died = [this](const std::string&) { metrics_->WorkerDied(); };
  // Without workers it still takes the leases of those that were started by hand and died.
  CW_ASSIGN_OR_RETURN(supervisor_, Supervisor::Start(WorkerCommand(options_), &directory_->jobs(),
                                                     clock_, std::move(observer)));
  started_supervisor_ = supervisor_.get();
  return absl::OkStatus();
}

absl::Status CounterweightServer::StartServing() {
  CW_ASSIGN_OR_RETURN(
      metrics_server_,
      MetricsServer::Start(options_.metrics_listen.host, options_.metrics_listen.port, *metrics_));
  CW_ASSIGN_OR_RETURN(listener_, GrpcListener::Start(options_.listen, options_.max_message_bytes,
                                                     {&dataset_service_, &training_service_,
                                                      &model_service_, &prediction_service_},
                                                     metrics_.get()));
  return absl::OkStatus();
}

void CounterweightServer::Drain(absl::Duration grace) {
  if (std::exchange(drained_, true)) return;
  if (listener_ != nullptr) listener_->StopAdvertising();
  drain_.Begin();
  // Side by side: each may need all of the time.
  std::thread workers([this, grace] {
    if (supervisor_ != nullptr) supervisor_->Drain(grace);
  });
  if (listener_ != nullptr) listener_->Shutdown(grace);
  workers.join();
  metrics_server_.reset();
  prediction_pool_.Close();
  bulk_pool_.Close();
  pool_.Close();
}

}  // namespace counterweight
