// Gauges of what the service holds, asked for at scrape time: no event can be missed.
#ifndef COUNTERWEIGHT_SRC_TELEMETRY_SERVICE_STATE_H_
#define COUNTERWEIGHT_SRC_TELEMETRY_SERVICE_STATE_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace counterweight {

struct ServiceStateValues {
  std::map<std::string, int64_t> jobs_by_state;  // "QUEUED" -> 3; a state that is absent shows as 0
  int64_t loaded_models = 0;
  int64_t workers_running = 0;
};

// Thread-safe if the callback is.
class ServiceState : public prometheus::Collectable {
 public:
  using Source = std::function<absl::StatusOr<ServiceStateValues>()>;

  // source: runs on the scraping thread; an error leaves the families out of that scrape and is
  // logged.
  explicit ServiceState(Source source) : source_(std::move(source)) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const Source source_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TELEMETRY_SERVICE_STATE_H_
