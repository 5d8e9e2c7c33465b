// The whole server in one object: storage, pools, services, workers, metrics.
#ifndef COUNTERWEIGHT_SERVER_COUNTERWEIGHT_SERVER_H_
#define COUNTERWEIGHT_SERVER_COUNTERWEIGHT_SERVER_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/blocking_pool.h"
#include "server/concurrency_limit.h"
#include "server/dataset_service.h"
#include "server/drain.h"
#include "server/event_wakeups.h"
#include "server/grpc_listener.h"
#include "server/job_metrics.h"
#include "server/model_service.h"
#include "server/options.h"
#include "server/prediction_service.h"
#include "server/training_service.h"
#include "src/application/data_directory.h"
#include "src/base/clock.h"
#include "src/jobs/event_hub.h"
#include "src/jobs/supervisor.h"
#include "src/telemetry/metrics.h"
#include "src/telemetry/metrics_server.h"

namespace counterweight {

class CounterweightServer {
 public:
  // Serves when it returns. clock: outlives the server.
  // Errors: of the data directory (another server holds it, it is of a newer version),
  // FAILED_PRECONDITION if there is no worker program, UNAVAILABLE if an address is taken.
  static absl::StatusOr<std::unique_ptr<CounterweightServer>> Start(const ServerOptions& options,
                                                                    const Clock* clock);
  // Drains without grace, if Drain was not called.
  ~CounterweightServer();
  CounterweightServer(const CounterweightServer&) = delete;
  CounterweightServer& operator=(const CounterweightServer&) = delete;

  // HOST:PORT with the ports that were taken.
  std::string address() const { return options_.listen.WithPort(listener_->port()); }
  std::string metrics_address() const {
    return options_.metrics_listen.WithPort(metrics_server_->port());
  }
  DataDirectory& directory() { return *directory_; }
  const Metrics& metrics() const { return *metrics_; }

  // Health checks fail, streams without an end are ended with UNAVAILABLE, no new call is taken,
  // those that run may finish, workers write a checkpoint and hand their jobs back: all within
  // `grace`, after which what is left is cut off. Once.
  void Drain(absl::Duration grace);

 private:
  CounterweightServer(const ServerOptions& options, const Clock* clock,
                      std::unique_ptr<DataDirectory> directory);

  absl::StatusOr<ServiceStateValues> CollectState();
  absl::Status StartServing();
  absl::Status StartWorkers();

  const ServerOptions options_;
  const Clock* const clock_;

  // Destroyed in the opposite order: whoever uses something stands below it.
  const std::unique_ptr<DataDirectory> directory_;
  const std::unique_ptr<Metrics> metrics_;
  counterweight::Drain drain_;
  Datasets datasets_;
  Jobs jobs_;
  Models models_;
  ConcurrencyLimit uploads_;
  BlockingPool pool_;             // metadata: milliseconds
  BlockingPool bulk_pool_;        // whole files: up to minutes
  BlockingPool prediction_pool_;  // many rows, models to load: behind nothing slower
  EventHub hub_;
  EventWakeups wakeups_;
  JobMetrics job_metrics_;
  DatasetService dataset_service_;
  TrainingService training_service_;
  ModelService model_service_;
  PredictionService prediction_service_;
  std::unique_ptr<Supervisor> supervisor_;
  std::atomic<const Supervisor*> started_supervisor_{
      nullptr};  // for scrapes, which begin before it
  std::unique_ptr<MetricsServer> metrics_server_;
  std::unique_ptr<GrpcListener> listener_;
  bool drained_ = false;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_COUNTERWEIGHT_SERVER_H_
