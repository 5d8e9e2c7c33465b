#include "src/telemetry/collected_family.h"

namespace counterweight {

prometheus::MetricFamily CollectedGauge(const MetricDeclaration& declaration, double value) {
  prometheus::ClientMetric metric;
  metric.gauge.value = value;
  return {declaration.name, declaration.help, prometheus::MetricType::Gauge, {metric}};
}

prometheus::MetricFamily CollectedCounter(const MetricDeclaration& declaration, double value) {
  prometheus::ClientMetric metric;
  metric.counter.value = value;
  return {declaration.name, declaration.help, prometheus::MetricType::Counter, {metric}};
}

}  // namespace counterweight
