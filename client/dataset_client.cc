#include "client/dataset_client.h"

#include <utility>

#include "client/unary_call.h"

namespace counterweight::client {

using Stub = v1::DatasetService::StubInterface;

DatasetClient::DatasetClient(std::shared_ptr<Stub> stub) : stub_(std::move(stub)) {}

absl::StatusOr<v1::Dataset> DatasetClient::Get(const v1::GetDatasetRequest& request) {
  return UnaryCall(*stub_, &Stub::GetDataset, request);
}

absl::StatusOr<v1::ListDatasetsResponse> DatasetClient::List(
    const v1::ListDatasetsRequest& request) {
  return UnaryCall(*stub_, &Stub::ListDatasets, request);
}

absl::StatusOr<v1::ListDatasetsResponse> DatasetClient::ListAll(
    const v1::ListDatasetsRequest& request) {
  return AllPages(*stub_, &Stub::ListDatasets, request);
}

absl::Status DatasetClient::Delete(const v1::DeleteDatasetRequest& request) {
  return UnaryCall(*stub_, &Stub::DeleteDataset, request).status();
}

}  // namespace counterweight::client
