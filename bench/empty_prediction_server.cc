// The limit that predictions are measured against: a server with the product's listener, its
// interceptor and its messages, whose Predict computes nothing. Prints "listening on HOST:PORT".
#include <cstdint>
#include <iostream>
#include <memory>

#include "counterweight/v1/prediction.grpc.pb.h"
#include "server/grpc_listener.h"
#include "server/options.h"
#include "server/rpc_methods.h"
#include "server/shutdown_signals.h"
#include "src/telemetry/metrics.h"

namespace counterweight {
namespace {

// Answers of the shape that a model of two classes gives: constants.
class EmptyPredictionService : public v1::PredictionService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Predict(grpc::CallbackServerContext* context,
                                    const v1::PredictRequest* request,
                                    v1::PredictResponse* response) override {
    const bool packed = request->has_packed_rows();
    const int64_t rows = packed ? request->packed_rows().row_count() : request->rows_size();
    if (request->pack_probabilities()) {
      response->mutable_packed_probabilities()->resize(2 * rows * sizeof(float));
    } else {
      response->mutable_probabilities()->Resize(static_cast<int>(2 * rows), 0.5f);
    }
    response->mutable_label_indices()->Resize(static_cast<int>(rows), 1);
    for (const char* name : {"0", "1"}) response->add_classes(name);
    response->set_model("models/m-abcdefghijklmnop");
    response->set_version(1);
    response->set_model_display_name("rows");
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

int Main() {
  BlockShutdownSignals();
  Metrics metrics("bench", [] { return ServiceStateValues(); });
  RegisterRpcMethods(metrics);
  EmptyPredictionService service;
  const auto listener = GrpcListener::Start({"127.0.0.1", 0}, ServerOptions().max_message_bytes,
                                            {&service}, &metrics);
  if (!listener.ok()) {
    std::cerr << listener.status() << "\n";
    return 1;
  }
  std::cout << "listening on 127.0.0.1:" << (*listener)->port() << std::endl;
  WaitForShutdownSignal();
  return 0;
}

}  // namespace
}  // namespace counterweight

int main() { return counterweight::Main(); }
