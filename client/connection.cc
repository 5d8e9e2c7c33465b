#include "client/connection.h"

#include <grpc/impl/codegen/grpc_types.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace counterweight::client {
namespace {

// Four tries within about two seconds: enough for a server that restarts quickly, short enough for
// a person who mistyped the address.
constexpr char kServiceConfig[] = R"json({
  "methodConfig": [{
    "name": [
      {"service": "counterweight.v1.DatasetService", "method": "GetDataset"},
      {"service": "counterweight.v1.DatasetService", "method": "ListDatasets"},
      {"service": "counterweight.v1.TrainingService", "method": "CreateTrainingJob"},
      {"service": "counterweight.v1.TrainingService", "method": "GetTrainingJob"},
      {"service": "counterweight.v1.TrainingService", "method": "ListTrainingJobs"},
      {"service": "counterweight.v1.ModelService", "method": "GetModel"},
      {"service": "counterweight.v1.ModelService", "method": "ListModels"},
      {"service": "counterweight.v1.ModelService", "method": "EvaluateModel"},
      {"service": "counterweight.v1.PredictionService", "method": "Predict"},
      {"service": "counterweight.v1.PredictionService", "method": "StreamPredict"}
    ],
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.2s",
      "maxBackoff": "1s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }]
})json";

// A server may refuse pings more frequent than one in five minutes (gRPC's default): stay above.
constexpr int kKeepaliveMilliseconds = 310'000;
constexpr int kKeepaliveTimeoutMilliseconds = 20'000;

}  // namespace

absl::Status CheckServer(absl::string_view server) {
  if (absl::StartsWith(server, "unix:") && server.size() > 5) return absl::OkStatus();
  const size_t colon = server.rfind(':');
  int port = 0;
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::SimpleAtoi(server.substr(colon + 1), &port) || port < 1 || port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat(
        "server: \"", server, "\" is not of the form HOST:PORT with a port of 1 to 65535"));
  }
  const absl::string_view host = server.substr(0, colon);
  const bool bracketed = absl::StartsWith(host, "[") && absl::EndsWith(host, "]");
  if (absl::StrContains(host, ':') && !bracketed) {
    return absl::InvalidArgumentError(
        absl::StrCat("server: write the IPv6 address of \"", server, "\" in brackets"));
  }
  return absl::OkStatus();
}

grpc::ChannelArguments ClientChannelArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesLimit);
  arguments.SetMaxSendMessageSize(kMessageBytesLimit);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 1);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  arguments.SetServiceConfigJSON(kServiceConfig);
  return arguments;
}

std::shared_ptr<grpc::Channel> Connect(const std::string& server) {
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(),
                                   ClientChannelArguments());
}

}  // namespace counterweight::client
