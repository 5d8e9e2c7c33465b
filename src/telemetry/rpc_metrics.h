// Counts of one RPC method.
#ifndef COUNTERWEIGHT_SRC_TELEMETRY_RPC_METRICS_H_
#define COUNTERWEIGHT_SRC_TELEMETRY_RPC_METRICS_H_

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include <array>
#include <atomic>
#include <string>

#include "absl/status/status.h"

namespace counterweight {

// Thread-safe and lock-free but for the first RPC that ends with a code: predictions are counted
// too.
class RpcMetrics {
 public:
  // The families outlive this.
  RpcMetrics(const std::string& service, const std::string& method,
             prometheus::Family<prometheus::Counter>& started,
             prometheus::Family<prometheus::Counter>& handled,
             prometheus::Family<prometheus::Histogram>& seconds);
  RpcMetrics(const RpcMetrics&) = delete;
  RpcMetrics& operator=(const RpcMetrics&) = delete;

  void Started();
  // Once per RPC that started.
  void Handled(absl::StatusCode code, double seconds);

 private:
  static constexpr int kCodeCount = 17;

  const std::string service_, method_;
  prometheus::Counter& started_;
  prometheus::Histogram& seconds_;
  prometheus::Family<prometheus::Counter>& handled_family_;
  // A series appears with its first RPC: 17 codes for every method would be mostly zeros.
  std::array<std::atomic<prometheus::Counter*>, kCodeCount> handled_ = {};
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TELEMETRY_RPC_METRICS_H_
