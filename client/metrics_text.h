// A model's figures as tables.
#ifndef COUNTERWEIGHT_CLIENT_METRICS_TEXT_H_
#define COUNTERWEIGHT_CLIENT_METRICS_TEXT_H_

#include <counterweight/v1/metrics.pb.h>

#include <string>
#include <vector>

namespace counterweight::client {

// Figures of one set of rows under a title ("validation", "test", "dataset").
struct TitledMetrics {
  std::string title;
  v1::ClassificationMetrics metrics;
};

// A line per figure and a column per set; for more than two classes also each class's average
// precision; then the confusion matrix of the last set. Empty without sets. "-": not defined.
std::string MetricsText(const std::vector<TitledMetrics>& sets);

// Validation and, if there are any, test figures; empty if the message has neither.
std::string MetricsText(const v1::ModelMetrics& metrics);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_METRICS_TEXT_H_
