#include "server/rpc_methods.h"

#include <google/protobuf/descriptor.h>

#include "counterweight/v1/dataset.pb.h"
#include "counterweight/v1/model.pb.h"
#include "counterweight/v1/prediction.pb.h"
#include "counterweight/v1/training.pb.h"

namespace counterweight {

const std::vector<std::string>& ServiceNames() {
  static const auto* const names = [] {
    auto* collected = new std::vector<std::string>();
    for (const google::protobuf::FileDescriptor* file :
         {v1::DatasetSpec::descriptor()->file(), v1::Model::descriptor()->file(),
          v1::PredictRequest::descriptor()->file(), v1::TrainingSpec::descriptor()->file()}) {
      for (int i = 0; i < file->service_count(); ++i) {
        collected->push_back(file->service(i)->full_name());
      }
    }
    return collected;
  }();
  return *names;
}

void RegisterRpcMethods(Metrics& metrics) {
  for (const std::string& name : ServiceNames()) {
    const google::protobuf::ServiceDescriptor* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; i < service->method_count(); ++i) {
      metrics.RegisterRpcMethod(name, service->method(i)->name());
    }
  }
  // gRPC brings these two; their descriptors are not ours to ask.
  metrics.RegisterRpcMethod("grpc.health.v1.Health", "Check");
  metrics.RegisterRpcMethod("grpc.health.v1.Health", "Watch");
  metrics.RegisterRpcMethod("grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo");
}

}  // namespace counterweight
