// The metrics endpoint: GET http://HOST:PORT/metrics.
#ifndef COUNTERWEIGHT_SRC_TELEMETRY_METRICS_SERVER_H_
#define COUNTERWEIGHT_SRC_TELEMETRY_METRICS_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "src/telemetry/metrics.h"

namespace prometheus {
class Exposer;
}

namespace counterweight {

// Thread-safe after Start.
class MetricsServer {
 public:
  // host: an IPv4 address, an IPv6 address in brackets, or "localhost". port: 0 picks a free one.
  // metrics: shared with the scrapes. UNAVAILABLE, naming host and port, if it cannot listen.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(const std::string& host, int port,
                                                              const Metrics& metrics);
  ~MetricsServer();  // waits for the scrapes in flight

  int port() const { return port_; }

 private:
  MetricsServer(std::unique_ptr<prometheus::Exposer> exposer, int port);

  std::unique_ptr<prometheus::Exposer> exposer_;
  const int port_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TELEMETRY_METRICS_SERVER_H_
