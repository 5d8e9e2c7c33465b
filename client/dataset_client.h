// Datasets of a server.
#ifndef COUNTERWEIGHT_CLIENT_DATASET_CLIENT_H_
#define COUNTERWEIGHT_CLIENT_DATASET_CLIENT_H_

#include <counterweight/v1/dataset.grpc.pb.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace counterweight::client {

// Uploads are in client/upload.h. Errors are the server's. Thread-safe if the stub is.
class DatasetClient {
 public:
  explicit DatasetClient(std::shared_ptr<v1::DatasetService::StubInterface> stub);

  absl::StatusOr<v1::Dataset> Get(const v1::GetDatasetRequest& request);
  // One page.
  absl::StatusOr<v1::ListDatasetsResponse> List(const v1::ListDatasetsRequest& request);
  // All pages from request.page_token on, as one answer.
  absl::StatusOr<v1::ListDatasetsResponse> ListAll(const v1::ListDatasetsRequest& request);
  absl::Status Delete(const v1::DeleteDatasetRequest& request);

  v1::DatasetService::StubInterface& stub() { return *stub_; }

 private:
  const std::shared_ptr<v1::DatasetService::StubInterface> stub_;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_DATASET_CLIENT_H_
