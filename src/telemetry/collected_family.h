// Metric families whose values are read at scrape time.
#ifndef COUNTERWEIGHT_SRC_TELEMETRY_COLLECTED_FAMILY_H_
#define COUNTERWEIGHT_SRC_TELEMETRY_COLLECTED_FAMILY_H_

#include <prometheus/metric_family.h>

#include "src/telemetry/metric_declarations.h"

namespace counterweight {

// A gauge of one value, without labels.
prometheus::MetricFamily CollectedGauge(const MetricDeclaration& declaration, double value);
// A counter of one value, without labels.
prometheus::MetricFamily CollectedCounter(const MetricDeclaration& declaration, double value);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TELEMETRY_COLLECTED_FAMILY_H_
