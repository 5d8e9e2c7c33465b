#include "src/telemetry/rpc_metrics.h"

#include <iterator>

#include "src/telemetry/metric_declarations.h"

namespace counterweight {
namespace {

prometheus::Histogram::BucketBoundaries HandlingBuckets() {
  return {std::begin(kRpcHandlingBuckets), std::end(kRpcHandlingBuckets)};
}

}  // namespace

RpcMetrics::RpcMetrics(const std::string& service, const std::string& method,
                       prometheus::Family<prometheus::Counter>& started,
                       prometheus::Family<prometheus::Counter>& handled,
                       prometheus::Family<prometheus::Histogram>& seconds)
    : service_(service),
      method_(method),
      started_(started.Add({{"service", service}, {"method", method}})),
      seconds_(seconds.Add({{"service", service}, {"method", method}}, HandlingBuckets())),
      handled_family_(handled) {}

void RpcMetrics::Started() { started_.Increment(); }

void RpcMetrics::Handled(absl::StatusCode code, double seconds) {
  int index = static_cast<int>(code);
  if (index < 0 || index >= kCodeCount) index = static_cast<int>(absl::StatusCode::kUnknown);
  prometheus::Counter* counter = handled_[index].load(std::memory_order_acquire);
  if (counter == nullptr) {
    const std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(index));
    // The same labels give the same counter, so a race here is harmless.
    counter = &handled_family_.Add({{"service", service_}, {"method", method_}, {"code", name}});
    handled_[index].store(counter, std::memory_order_release);
  }
  counter->Increment();
  seconds_.Observe(seconds);
}

}  // namespace counterweight
