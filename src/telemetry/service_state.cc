#include "src/telemetry/service_state.h"

#include "absl/strings/str_cat.h"
#include "src/base/log.h"
#include "src/telemetry/collected_family.h"

namespace counterweight {
namespace {

constexpr const char* kStates[] = {"QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"};

int64_t CountOf(const ServiceStateValues& values, const std::string& state) {
  const auto found = values.jobs_by_state.find(state);
  return found == values.jobs_by_state.end() ? 0 : found->second;
}

prometheus::MetricFamily JobsByState(const ServiceStateValues& values) {
  prometheus::MetricFamily family{kJobs.name, kJobs.help, prometheus::MetricType::Gauge, {}};
  for (const char* state : kStates) {
    prometheus::ClientMetric metric;
    metric.label = {{"state", state}};
    metric.gauge.value = static_cast<double>(CountOf(values, state));
    family.metric.push_back(metric);
  }
  return family;
}

}  // namespace

std::vector<prometheus::MetricFamily> ServiceState::Collect() const {
  const absl::StatusOr<ServiceStateValues> values = source_();
  if (!values.ok()) {
    LogWarning(
        absl::StrCat("a scrape goes without the service's state: ", values.status().ToString()));
    return {};
  }
  return {CollectedGauge(kQueueDepth, static_cast<double>(CountOf(*values, "QUEUED"))),
          JobsByState(*values),
          CollectedGauge(kLoadedModels, static_cast<double>(values->loaded_models)),
          CollectedGauge(kWorkersRunning, static_cast<double>(values->workers_running))};
}

}  // namespace counterweight
