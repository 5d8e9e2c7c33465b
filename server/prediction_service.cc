#include "server/prediction_service.h"

#include <memory>

#include "absl/status/statusor.h"
#include "server/unary_call.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// What is answered at once: about a millisecond of work (a row costs some ten microseconds, a value
// some ten nanoseconds). A larger request would make the small ones behind it wait.
constexpr int kInlineRows = 64;
constexpr int64_t kInlineValues = 20'000;

bool IsSmall(const v1::PredictRequest& request) {
  if (request.rows_size() > kInlineRows) return false;
  int64_t values = 0;
  for (const v1::Row& row : request.rows()) values += row.values_size();
  return values <= kInlineValues;
}

}  // namespace

absl::Status PredictionService::Answer(const LoadedModel& model, const v1::PredictRequest& request,
                                       v1::PredictResponse* response) const {
  CW_RETURN_IF_ERROR(AnswerPrediction(request, model, environment_.limits, response));
  environment_.metrics->Predicted(model.display_name, model.version, request.rows_size());
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* PredictionService::Predict(grpc::CallbackServerContext* context,
                                                     const v1::PredictRequest* request,
                                                     v1::PredictResponse* response) {
  if (IsSmall(*request)) {
    const std::shared_ptr<const LoadedModel> model =
        environment_.models->ResolveIfLoaded(request->model());
    if (model != nullptr) {
      return AnswerNow(context, CallGuarded([&] { return Answer(*model, *request, response); }));
    }
  }
  return AnswerFrom(*environment_.pool, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const std::shared_ptr<const LoadedModel> model,
                        environment_.models->Resolve(request->model(), "model"));
    return Answer(*model, *request, response);
  });
}

grpc::ServerBidiReactor<v1::PredictRequest, v1::PredictResponse>* PredictionService::StreamPredict(
    grpc::CallbackServerContext*) {
  return PredictStreamReactor::Start(environment_);
}

}  // namespace counterweight
