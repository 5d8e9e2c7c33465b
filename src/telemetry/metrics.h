// The service's metrics: one method per event, one registry behind them.
#ifndef COUNTERWEIGHT_SRC_TELEMETRY_METRICS_H_
#define COUNTERWEIGHT_SRC_TELEMETRY_METRICS_H_

#include <prometheus/registry.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "src/telemetry/rpc_metrics.h"
#include "src/telemetry/service_state.h"

namespace counterweight {

// Thread-safe, except for RegisterRpcMethod. Names and labels: metric_declarations.h.
class Metrics {
 public:
  // version: of this build. state: what is asked at every scrape; must outlive the last scrape.
  Metrics(const std::string& version, ServiceState::Source state);

  // Makes a method known. Call before the first RPC: afterwards the table is read without a lock.
  void RegisterRpcMethod(const std::string& service, const std::string& method);
  // path: "/package.Service/Method". What was not registered is counted as "unknown", so that a
  // client cannot make series by making up names.
  RpcMetrics& Rpc(absl::string_view path);

  void BytesReceived(int64_t bytes);
  // state: a final state's name. seconds: from the first start to the end.
  void JobFinished(const std::string& state, double seconds);
  // worker: "0" .. "63"; anything else is counted as "other".
  void TrainingProgress(const std::string& worker, double rows_per_second,
                        std::optional<double> validation_average_precision);
  // The worker's job ended or went back to the queue: its gauges disappear.
  void TrainingStopped(const std::string& worker);
  void WorkerDied();
  // What counts the rows of a model's answers, without a lock: ask for it once per model that is
  // loaded. It may be called as long as this object lives.
  std::function<void(int64_t rows)> PredictedRows(const std::string& model_display_name,
                                                  int64_t version);

  // What a scrape collects. They live as long as this object.
  std::vector<std::weak_ptr<prometheus::Collectable>> Collectables() const;
  // The whole exposition in Prometheus's text format.
  std::string Text() const;

 private:
  using SeriesKey = std::pair<std::string, int64_t>;
  prometheus::Counter& PredictionCounter(const std::string& model_display_name, int64_t version);
  RpcMetrics& AddRpc(const std::string& path, const std::string& service,
                     const std::string& method);

  const std::shared_ptr<prometheus::Registry> registry_;
  const std::vector<std::shared_ptr<prometheus::Collectable>> collectables_;
  prometheus::Family<prometheus::Counter>& rpc_started_;
  prometheus::Family<prometheus::Counter>& rpc_handled_;
  prometheus::Family<prometheus::Histogram>& rpc_seconds_;
  prometheus::Counter& received_bytes_;
  prometheus::Family<prometheus::Histogram>& job_duration_;
  prometheus::Family<prometheus::Gauge>& rows_per_second_;
  prometheus::Family<prometheus::Gauge>& validation_average_precision_;
  prometheus::Counter& worker_restarts_;
  prometheus::Family<prometheus::Counter>& predictions_;

  std::map<std::string, std::unique_ptr<RpcMetrics>, std::less<>> rpcs_;
  RpcMetrics& unknown_rpc_;

  std::mutex prediction_mutex_;
  std::map<SeriesKey, prometheus::Counter*> prediction_counters_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TELEMETRY_METRICS_H_
