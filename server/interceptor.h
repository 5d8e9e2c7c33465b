// Counts every RPC: started, handled with its code, and how long it took.
#ifndef COUNTERWEIGHT_SERVER_INTERCEPTOR_H_
#define COUNTERWEIGHT_SERVER_INTERCEPTOR_H_

#include <grpcpp/support/server_interceptor.h>

#include "src/telemetry/metrics.h"

namespace counterweight {

// For ServerBuilder::experimental().SetInterceptorCreators. An RPC is counted as handled when its
// status goes out, so that whoever got an answer finds it counted; one whose client went away
// before that counts as CANCELLED. metrics: outlives the server.
class MetricsInterceptorFactory : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit MetricsInterceptorFactory(Metrics* metrics) : metrics_(metrics) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

 private:
  Metrics* metrics_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_INTERCEPTOR_H_
