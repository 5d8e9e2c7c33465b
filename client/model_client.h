// Models of a server.
#ifndef COUNTERWEIGHT_CLIENT_MODEL_CLIENT_H_
#define COUNTERWEIGHT_CLIENT_MODEL_CLIENT_H_

#include <counterweight/v1/model.grpc.pb.h>

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace counterweight::client {

// Scoring a dataset of millions of rows takes minutes, not seconds.
inline constexpr absl::Duration kEvaluateDeadline = absl::Minutes(30);

// Errors are the server's. Thread-safe if the stub is.
class ModelClient {
 public:
  explicit ModelClient(std::shared_ptr<v1::ModelService::StubInterface> stub);

  absl::StatusOr<v1::Model> Get(const v1::GetModelRequest& request);
  // One page.
  absl::StatusOr<v1::ListModelsResponse> List(const v1::ListModelsRequest& request);
  // All pages from request.page_token on, as one answer.
  absl::StatusOr<v1::ListModelsResponse> ListAll(const v1::ListModelsRequest& request);
  absl::Status Delete(const v1::DeleteModelRequest& request);
  absl::StatusOr<v1::SetModelAliasResponse> SetAlias(const v1::SetModelAliasRequest& request);
  absl::StatusOr<v1::EvaluateModelResponse> Evaluate(const v1::EvaluateModelRequest& request);

  // Calls on_message for each message of the stream, in order. An error that it returns ends the
  // stream and is returned.
  absl::Status StreamSampleWeights(
      const v1::StreamSampleWeightsRequest& request,
      const std::function<absl::Status(const v1::SampleWeights&)>& on_message);

 private:
  const std::shared_ptr<v1::ModelService::StubInterface> stub_;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_MODEL_CLIENT_H_
