// Training jobs of a server.
#ifndef COUNTERWEIGHT_CLIENT_TRAINING_CLIENT_H_
#define COUNTERWEIGHT_CLIENT_TRAINING_CLIENT_H_

#include <counterweight/v1/training.grpc.pb.h>

#include <memory>

#include "absl/status/statusor.h"

namespace counterweight::client {

// Watching is in client/job_watch.h. Errors are the server's. Thread-safe if the stub is.
class TrainingClient {
 public:
  explicit TrainingClient(std::shared_ptr<v1::TrainingService::StubInterface> stub);

  absl::StatusOr<v1::TrainingJob> Create(const v1::CreateTrainingJobRequest& request);
  absl::StatusOr<v1::TrainingJob> Get(const v1::GetTrainingJobRequest& request);
  // One page.
  absl::StatusOr<v1::ListTrainingJobsResponse> List(const v1::ListTrainingJobsRequest& request);
  // All pages from request.page_token on, as one answer.
  absl::StatusOr<v1::ListTrainingJobsResponse> ListAll(const v1::ListTrainingJobsRequest& request);
  absl::StatusOr<v1::TrainingJob> Cancel(const v1::CancelTrainingJobRequest& request);

  v1::TrainingService::StubInterface& stub() { return *stub_; }

 private:
  const std::shared_ptr<v1::TrainingService::StubInterface> stub_;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_TRAINING_CLIENT_H_
