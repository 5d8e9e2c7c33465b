// A gRPC server with our limits on it, serving given services.
#ifndef COUNTERWEIGHT_SERVER_GRPC_LISTENER_H_
#define COUNTERWEIGHT_SERVER_GRPC_LISTENER_H_

#include <grpcpp/server.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/listen_address.h"
#include "src/telemetry/metrics.h"

namespace counterweight {

// Also answers the standard health and reflection services. Thread-safe.
class GrpcListener {
 public:
  // services and metrics outlive the listener. UNAVAILABLE naming the address if it is taken.
  static absl::StatusOr<std::unique_ptr<GrpcListener>> Start(
      const ListenAddress& address, int64_t max_message_bytes,
      const std::vector<grpc::Service*>& services, Metrics* metrics);
  ~GrpcListener();  // Shutdown at once, if it was not called

  int port() const { return port_; }

  // Health checks of all services answer NOT_SERVING from now on.
  void StopAdvertising();
  // Refuses new calls, waits for those that run, cancels them after `grace`, and returns when all
  // handlers are done.
  void Shutdown(absl::Duration grace);

 private:
  GrpcListener(std::unique_ptr<grpc::Server> server, int port);

  const std::unique_ptr<grpc::Server> server_;
  const int port_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_GRPC_LISTENER_H_
