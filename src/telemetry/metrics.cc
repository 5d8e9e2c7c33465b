#include "src/telemetry/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>

#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "src/telemetry/metric_declarations.h"
#include "src/telemetry/process_metrics.h"

namespace counterweight {
namespace {

prometheus::Family<prometheus::Counter>& CounterFamily(prometheus::Registry& registry,
                                                       const MetricDeclaration& declaration) {
  return prometheus::BuildCounter()
      .Name(declaration.name)
      .Help(declaration.help)
      .Register(registry);
}

prometheus::Family<prometheus::Gauge>& GaugeFamily(prometheus::Registry& registry,
                                                   const MetricDeclaration& declaration) {
  return prometheus::BuildGauge().Name(declaration.name).Help(declaration.help).Register(registry);
}

prometheus::Family<prometheus::Histogram>& HistogramFamily(prometheus::Registry& registry,
                                                           const MetricDeclaration& declaration) {
  return prometheus::BuildHistogram()
      .Name(declaration.name)
      .Help(declaration.help)
      .Register(registry);
}

std::string WorkerLabel(const std::string& worker) {
  int slot = -1;
  const bool known = absl::SimpleAtoi(worker, &slot) && slot >= 0 && slot < kMaximumWorkerLabels;
  return known ? absl::StrCat(slot) : "other";
}

void RemoveGauge(prometheus::Family<prometheus::Gauge>& family, const prometheus::Labels& labels) {
  if (family.Has(labels)) family.Remove(&family.Add(labels));
}

}  // namespace

Metrics::Metrics(const std::string& version, ServiceState::Source state)
    : registry_(std::make_shared<prometheus::Registry>()),
      collectables_({registry_, std::make_shared<ServiceState>(std::move(state)),
                     std::make_shared<ProcessMetrics>()}),
      rpc_started_(CounterFamily(*registry_, kRpcStarted)),
      rpc_handled_(CounterFamily(*registry_, kRpcHandled)),
      rpc_seconds_(HistogramFamily(*registry_, kRpcHandlingSeconds)),
      received_bytes_(CounterFamily(*registry_, kReceivedBytes).Add({})),
      job_duration_(HistogramFamily(*registry_, kJobDuration)),
      rows_per_second_(GaugeFamily(*registry_, kTrainingRowsPerSecond)),
      validation_average_precision_(GaugeFamily(*registry_, kTrainingValidationAveragePrecision)),
      worker_restarts_(CounterFamily(*registry_, kWorkerRestarts).Add({})),
      predictions_(CounterFamily(*registry_, kPredictions)),
      unknown_rpc_(AddRpc("", "unknown", "unknown")) {
  GaugeFamily(*registry_, kBuildInfo).Add({{"version", version}}).Set(1);
}

RpcMetrics& Metrics::AddRpc(const std::string& path, const std::string& service,
                            const std::string& method) {
  std::unique_ptr<RpcMetrics>& slot = rpcs_[path];
  slot = std::make_unique<RpcMetrics>(service, method, rpc_started_, rpc_handled_, rpc_seconds_);
  return *slot;
}

void Metrics::RegisterRpcMethod(const std::string& service, const std::string& method) {
  AddRpc(absl::StrCat("/", service, "/", method), service, method);
}

RpcMetrics& Metrics::Rpc(absl::string_view path) {
  const auto found = rpcs_.find(path);
  return found == rpcs_.end() ? unknown_rpc_ : *found->second;
}

void Metrics::BytesReceived(int64_t bytes) {
  received_bytes_.Increment(static_cast<double>(bytes));
}

void Metrics::JobFinished(const std::string& state, double seconds) {
  const prometheus::Histogram::BucketBoundaries buckets(std::begin(kJobDurationBuckets),
                                                        std::end(kJobDurationBuckets));
  job_duration_.Add({{"state", state}}, buckets).Observe(seconds);
}

void Metrics::TrainingProgress(const std::string& worker, double rows_per_second,
                               std::optional<double> validation_average_precision) {
  const prometheus::Labels labels = {{"worker", WorkerLabel(worker)}};
  rows_per_second_.Add(labels).Set(rows_per_second);
  if (validation_average_precision.has_value()) {
    validation_average_precision_.Add(labels).Set(*validation_average_precision);
  }
}

void Metrics::TrainingStopped(const std::string& worker) {
  const prometheus::Labels labels = {{"worker", WorkerLabel(worker)}};
  RemoveGauge(rows_per_second_, labels);
  RemoveGauge(validation_average_precision_, labels);
}

void Metrics::WorkerDied() { worker_restarts_.Increment(); }

prometheus::Counter& Metrics::PredictionCounter(const std::string& model_display_name,
                                                int64_t version) {
  const std::lock_guard<std::mutex> lock(prediction_mutex_);
  const auto found = prediction_counters_.find({model_display_name, version});
  if (found != prediction_counters_.end()) return *found->second;
  if (prediction_counters_.size() >= static_cast<size_t>(kMaximumPredictionSeries)) {
    return predictions_.Add({{"model", "other"}, {"version", "other"}});
  }
  prometheus::Counter& counter =
      predictions_.Add({{"model", model_display_name}, {"version", absl::StrCat(version)}});
  prediction_counters_[{model_display_name, version}] = &counter;
  return counter;
}

std::function<void(int64_t)> Metrics::PredictedRows(const std::string& model_display_name,
                                                    int64_t version) {
  prometheus::Counter* const counter = &PredictionCounter(model_display_name, version);
  return [counter](int64_t rows) { counter->Increment(static_cast<double>(rows)); };
}

std::vector<std::weak_ptr<prometheus::Collectable>> Metrics::Collectables() const {
  return {collectables_.begin(), collectables_.end()};
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> families;
  for (const auto& collectable : collectables_) {
    std::vector<prometheus::MetricFamily> collected = collectable->Collect();
    std::move(collected.begin(), collected.end(), std::back_inserter(families));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace counterweight
