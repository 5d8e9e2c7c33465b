#include "server/interceptor.h"

#include <grpcpp/server_context.h>

#include <atomic>
#include <chrono>

#include "absl/status/status.h"

namespace counterweight {
namespace {

using grpc::experimental::InterceptionHookPoints;

class MetricsInterceptor : public grpc::experimental::Interceptor {
 public:
  MetricsInterceptor(RpcMetrics& metrics, grpc::experimental::ServerRpcInfo* info)
      : metrics_(metrics),
        callback_context_(dynamic_cast<grpc::CallbackServerContext*>(info->server_context())),
        start_(std::chrono::steady_clock::now()) {
    metrics_.Started();
  }

  // An RPC that ended without a status (the server was stopped) is counted too.
  ~MetricsInterceptor() override { Handled(absl::StatusCode::kCancelled); }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      Handled(static_cast<absl::StatusCode>(methods->GetSendStatus().error_code()));
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_CLOSE) &&
        callback_context_ != nullptr && callback_context_->IsCancelled()) {
      Handled(absl::StatusCode::kCancelled);
    }
    methods->Proceed();
  }

 private:
  // The first call counts: hooks of the status and of the close may run at the same time.
  void Handled(absl::StatusCode code) {
    if (handled_.exchange(true)) return;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start_;
    metrics_.Handled(code, seconds.count());
  }

  RpcMetrics& metrics_;
  // Null for a synchronous service (reflection): its context answers IsCancelled by taking in the
  // close event, whose hook is where the question is asked, and so would never come to an end.
  const grpc::CallbackServerContext* const callback_context_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<bool> handled_{false};
};

}  // namespace

grpc::experimental::Interceptor* MetricsInterceptorFactory::CreateServerInterceptor(
    grpc::experimental::ServerRpcInfo* info) {
  const char* method = info->method();
  return new MetricsInterceptor(metrics_->Rpc(method == nullptr ? "" : method), info);
}

}  // namespace counterweight
