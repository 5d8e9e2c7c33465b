// Figures of a model -> counterweight.v1.ClassificationMetrics and ModelMetrics.
#ifndef COUNTERWEIGHT_SERVER_METRICS_CONVERSION_H_
#define COUNTERWEIGHT_SERVER_METRICS_CONVERSION_H_

#include <optional>
#include <string>
#include <vector>

#include "counterweight/v1/metrics.pb.h"
#include "src/evaluation/figures.h"

namespace counterweight {

// classes: of the model, in the order of its probabilities.
v1::ClassificationMetrics ToProto(const Figures& figures, const std::vector<std::string>& classes);

v1::ModelMetrics ToProto(const Figures& validation, const std::optional<Figures>& test,
                         const std::vector<std::string>& classes);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_METRICS_CONVERSION_H_
