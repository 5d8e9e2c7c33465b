// What /proc says about this process, under the names that every Prometheus client uses.
#ifndef COUNTERWEIGHT_SRC_TELEMETRY_PROCESS_METRICS_H_
#define COUNTERWEIGHT_SRC_TELEMETRY_PROCESS_METRICS_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <vector>

namespace counterweight {

// Thread-safe. A value that cannot be read is left out.
class ProcessMetrics : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TELEMETRY_PROCESS_METRICS_H_
