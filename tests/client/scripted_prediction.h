// A prediction service with a model that anyone can compute.
#ifndef COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_PREDICTION_H_
#define COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_PREDICTION_H_

#include <counterweight/v1/prediction.grpc.pb.h>

#include <cstdlib>
#include <functional>
#include <string>

namespace counterweight::client {

// Two classes: the first cell of a row, read as a number, is the probability of "yes"; from one
// half on that is the label. `before_answer` may change an answer or fail the call; its index
// counts the requests of a stream from 0.
class ScriptedPrediction : public v1::PredictionService::Service {
 public:
  std::function<grpc::Status(int index, const v1::PredictRequest&, v1::PredictResponse*)>
      before_answer =
          [](int, const v1::PredictRequest&, v1::PredictResponse*) { return grpc::Status::OK; };

  grpc::Status Predict(grpc::ServerContext*, const v1::PredictRequest* request,
                       v1::PredictResponse* response) override {
    *response = Answer(*request);
    return before_answer(0, *request, response);
  }

  grpc::Status StreamPredict(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::PredictResponse, v1::PredictRequest>* stream) override {
    v1::PredictRequest request;
    for (int index = 0; stream->Read(&request); ++index) {
      v1::PredictResponse response = Answer(request);
      const grpc::Status status = before_answer(index, request, &response);
      if (!status.ok()) return status;
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

 private:
  static v1::PredictResponse Answer(const v1::PredictRequest& request) {
    v1::PredictResponse response;
    response.add_classes("no");
    response.add_classes("yes");
    response.set_model("models/m-1");
    response.set_version(3);
    for (const v1::Row& row : request.rows()) {
      const float yes = std::strtof(row.values(0).text().c_str(), nullptr);
      response.add_probabilities(1 - yes);
      response.add_probabilities(yes);
      response.add_label_indices(yes >= 0.5f ? 1 : 0);
    }
    return response;
  }
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_PREDICTION_H_
