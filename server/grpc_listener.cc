#include "server/grpc_listener.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <mutex>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "server/interceptor.h"
#include "server/rpc_methods.h"

namespace counterweight {
namespace {

// Calls of one connection at a time; more wait in the client. One client cannot take all streams.
constexpr int kMaximumConcurrentStreams = 1000;
// A peer that vanished without a word is noticed after about this long, and its calls are
// cancelled.
constexpr int kKeepaliveMilliseconds = 60'000;
constexpr int kKeepaliveTimeoutMilliseconds = 20'000;
// Bytes that a stream may send before they are read. Left to itself gRPC widens this with the speed
// of the network, and an upload faster than it is parsed takes that much memory.
constexpr int kStreamWindowBytes = 1 << 20;
// Clients may ping this often without being called abusive.
constexpr int kMinimumPingIntervalMilliseconds = 10'000;

// Both are process-wide switches that must be set before the first server is built.
void EnableStandardServices() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

void SetLimits(int64_t max_message_bytes, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(max_message_bytes));
  builder.SetMaxSendMessageSize(static_cast<int>(max_message_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaximumConcurrentStreams);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kStreamWindowBytes);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kMinimumPingIntervalMilliseconds);
  // By default a second server could take the same port, and each would get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Reflection is a synchronous service: one queue and few threads are enough for it.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
}

void AddInterceptor(Metrics* metrics, grpc::ServerBuilder& builder) {
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> creators;
  creators.push_back(std::make_unique<MetricsInterceptorFactory>(metrics));
  builder.experimental().SetInterceptorCreators(std::move(creators));
}

std::chrono::system_clock::time_point DeadlineIn(absl::Duration grace) {
  return std::chrono::system_clock::now() + absl::ToChronoMilliseconds(grace);
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcListener>> GrpcListener::Start(
    const ListenAddress& address, int64_t max_message_bytes,
    const std::vector<grpc::Service*>& services, Metrics* metrics) {
  EnableStandardServices();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address.WithPort(address.port), grpc::InsecureServerCredentials(),
                           &port);
  SetLimits(max_message_bytes, builder);
  AddInterceptor(metrics, builder);
  for (grpc::Service* service : services) builder.RegisterService(service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", address.WithPort(address.port),
                     ": is the address of this machine, and the port free?"));
  }
  for (const std::string& name : ServiceNames()) {
    server->GetHealthCheckService()->SetServingStatus(name, true);
  }
  return absl::WrapUnique(new GrpcListener(std::move(server), port));
}

GrpcListener::GrpcListener(std::unique_ptr<grpc::Server> server, int port)
    : server_(std::move(server)), port_(port) {}

GrpcListener::~GrpcListener() { Shutdown(absl::ZeroDuration()); }

void GrpcListener::StopAdvertising() { server_->GetHealthCheckService()->SetServingStatus(false); }

void GrpcListener::Shutdown(absl::Duration grace) { server_->Shutdown(DeadlineIn(grace)); }

}  // namespace counterweight
