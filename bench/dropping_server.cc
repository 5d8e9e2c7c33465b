#include "bench/dropping_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <signal.h>

#include <cstdint>
#include <iostream>
#include <memory>

#include "counterweight/v1/dataset.grpc.pb.h"

namespace counterweight {
namespace {

class DroppingReactor : public grpc::ServerReadReactor<v1::UploadDatasetRequest> {
 public:
  explicit DroppingReactor(v1::Dataset* response) : response_(response) { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    bytes_ += static_cast<int64_t>(request_.chunk().content().size());
    response_->set_row_count(bytes_);  // so that the bytes are looked for
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  v1::Dataset* const response_;
  v1::UploadDatasetRequest request_;
  int64_t bytes_ = 0;
};

class DroppingService : public v1::DatasetService::CallbackService {
 public:
  grpc::ServerReadReactor<v1::UploadDatasetRequest>* UploadDataset(grpc::CallbackServerContext*,
                                                                   v1::Dataset* response) override {
    return new DroppingReactor(response);
  }
};

}  // namespace

int RunDroppingServer() {
  // Before gRPC starts threads, which inherit it: the signal is waited for here.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  DroppingService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(16 << 20);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::cout << "listening on 127.0.0.1:" << port << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  server->Shutdown();
  return 0;
}

}  // namespace counterweight
