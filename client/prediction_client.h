// Predictions of a server.
#ifndef COUNTERWEIGHT_CLIENT_PREDICTION_CLIENT_H_
#define COUNTERWEIGHT_CLIENT_PREDICTION_CLIENT_H_

#include <counterweight/v1/prediction.grpc.pb.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace counterweight::client {

// Requests that a stream keeps under way: enough that neither side waits for the other.
inline constexpr int kPredictionsInFlight = 4;

// INTERNAL unless `response` has an answer for each of row_count rows: one label index within the
// classes and one probability per class, packed or not. All answers of this client were checked.
absl::Status CheckResponse(int64_t row_count, const v1::PredictResponse& response);

// Thread-safe if the stub is.
class PredictionClient {
 public:
  // Fills an empty request; false at the end. Called from a thread of its own, one call at a time.
  using NextRequest = std::function<absl::StatusOr<bool>(v1::PredictRequest*)>;
  // Called on Stream's thread, one call per request, in the order of the requests.
  using OnResponse = std::function<absl::Status(const v1::PredictResponse&)>;

  explicit PredictionClient(std::shared_ptr<v1::PredictionService::StubInterface> stub);

  absl::StatusOr<v1::PredictResponse> Predict(const v1::PredictRequest& request);

  // Sends what `next` gives and hands each answer to on_response. Memory: at most max_in_flight
  // (>= 1) requests are taken from `next` and not yet answered. An error of either callback ends
  // the stream and is returned; else the server's. The server's INVALID_ARGUMENT counts rows within
  // one request: it is prefixed with the number of rows in the requests before.
  absl::Status Stream(const NextRequest& next, const OnResponse& on_response,
                      int max_in_flight = kPredictionsInFlight);

 private:
  const std::shared_ptr<v1::PredictionService::StubInterface> stub_;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_PREDICTION_CLIENT_H_
