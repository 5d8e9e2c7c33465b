#include "client/training_client.h"

#include <utility>

#include "client/unary_call.h"

namespace counterweight::client {

using Stub = v1::TrainingService::StubInterface;

TrainingClient::TrainingClient(std::shared_ptr<Stub> stub) : stub_(std::move(stub)) {}

absl::StatusOr<v1::TrainingJob> TrainingClient::Create(
    const v1::CreateTrainingJobRequest& request) {
  return UnaryCall(*stub_, &Stub::CreateTrainingJob, request);
}

absl::StatusOr<v1::TrainingJob> TrainingClient::Get(const v1::GetTrainingJobRequest& request) {
  return UnaryCall(*stub_, &Stub::GetTrainingJob, request);
}

absl::StatusOr<v1::ListTrainingJobsResponse> TrainingClient::List(
    const v1::ListTrainingJobsRequest& request) {
  return UnaryCall(*stub_, &Stub::ListTrainingJobs, request);
}

absl::StatusOr<v1::ListTrainingJobsResponse> TrainingClient::ListAll(
    const v1::ListTrainingJobsRequest& request) {
  return AllPages(*stub_, &Stub::ListTrainingJobs, request);
}

absl::StatusOr<v1::TrainingJob> TrainingClient::Cancel(
    const v1::CancelTrainingJobRequest& request) {
  return UnaryCall(*stub_, &Stub::CancelTrainingJob, request);
}

}  // namespace counterweight::client
