#include "client/model_client.h"

#include <utility>

#include "client/unary_call.h"

namespace counterweight::client {

using Stub = v1::ModelService::StubInterface;

ModelClient::ModelClient(std::shared_ptr<Stub> stub) : stub_(std::move(stub)) {}

absl::StatusOr<v1::Model> ModelClient::Get(const v1::GetModelRequest& request) {
  return UnaryCall(*stub_, &Stub::GetModel, request);
}

absl::StatusOr<v1::ListModelsResponse> ModelClient::List(const v1::ListModelsRequest& request) {
  return UnaryCall(*stub_, &Stub::ListModels, request);
}

absl::StatusOr<v1::ListModelsResponse> ModelClient::ListAll(const v1::ListModelsRequest& request) {
  return AllPages(*stub_, &Stub::ListModels, request);
}

absl::Status ModelClient::Delete(const v1::DeleteModelRequest& request) {
  return UnaryCall(*stub_, &Stub::DeleteModel, request).status();
}

absl::StatusOr<v1::SetModelAliasResponse> ModelClient::SetAlias(
    const v1::SetModelAliasRequest& request) {
  return UnaryCall(*stub_, &Stub::SetModelAlias, request);
}

absl::StatusOr<v1::EvaluateModelResponse> ModelClient::Evaluate(
    const v1::EvaluateModelRequest& request) {
  return UnaryCall(*stub_, &Stub::EvaluateModel, request, kEvaluateDeadline);
}

absl::Status ModelClient::StreamSampleWeights(
    const v1::StreamSampleWeightsRequest& request,
    const std::function<absl::Status(const v1::SampleWeights&)>& on_message) {
  grpc::ClientContext context;
  const auto stream = stub_->StreamSampleWeights(&context, request);
  absl::Status status;
  v1::SampleWeights message;
  while (status.ok() && stream->Read(&message)) status = on_message(message);
  if (!status.ok()) context.TryCancel();
  const absl::Status call = FromGrpc(stream->Finish());
  return status.ok() ? call : status;
}

}  // namespace counterweight::client
