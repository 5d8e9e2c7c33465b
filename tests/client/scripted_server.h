// A real gRPC server around services that a test scripts.
#ifndef COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_SERVER_H_
#define COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/connection.h"

namespace counterweight::client {

// services: borrowed; they outlive the server.
class ScriptedServer {
 public:
  explicit ScriptedServer(const std::vector<grpc::Service*>& services) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.SetMaxReceiveMessageSize(kMessageBytesLimit);
    for (grpc::Service* const service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  ~ScriptedServer() { server_->Shutdown(); }

  // Straight into the server, without retries by gRPC itself.
  std::shared_ptr<grpc::Channel> InProcess() {
    return server_->InProcessChannel(ClientChannelArguments());
  }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_SERVER_H_
