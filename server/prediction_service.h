// counterweight.v1.PredictionService.
#ifndef COUNTERWEIGHT_SERVER_PREDICTION_SERVICE_H_
#define COUNTERWEIGHT_SERVER_PREDICTION_SERVICE_H_

#include "counterweight/v1/prediction.grpc.pb.h"
#include "server/predict_stream_reactor.h"
#include "server/prediction_messages.h"

namespace counterweight {

// Thread-safe. Everything it is given outlives it.
class PredictionService : public v1::PredictionService::CallbackService {
 public:
  explicit PredictionService(const PredictionEnvironment& environment);

  // A small request for a loaded model is answered on the thread that read it: no queue, no switch
  // of threads, no wait behind slower work. Others go to the pool.
  grpc::ServerUnaryReactor* Predict(grpc::CallbackServerContext* context,
                                    const v1::PredictRequest* request,
                                    v1::PredictResponse* response) override;
  grpc::ServerBidiReactor<v1::PredictRequest, v1::PredictResponse>* StreamPredict(
      grpc::CallbackServerContext* context) override;

 private:
  const PredictionEnvironment environment_;
  PredictionMessages messages_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_PREDICTION_SERVICE_H_
