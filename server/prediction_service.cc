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
  if (RowCount(request) > kInlineRows) return false;
  int64_t values = static_cast<int64_t>(request.packed_rows().values().size() / sizeof(float));
  for (const v1::Row& row : request.rows()) values += row.values_size();
  return values <= kInlineValues;
}

}  // namespace

PredictionService::PredictionService(const PredictionEnvironment& environment)
    : environment_(environment) {
  SetMessageAllocatorFor_Predict(&messages_);
}

grpc::ServerUnaryReactor* PredictionService::Predict(grpc::CallbackServerContext* context,
                                                     const v1::PredictRequest* request,
                                                     v1::PredictResponse* response) {
  if (IsSmall(*request)) {
    const std::shared_ptr<const LoadedModel> model =
        environment_.models->ResolveIfLoaded(request->model());
    if (model != nullptr) {
      return AnswerNow(context, CallGuarded([&] {
                         return AnswerPrediction(*request, *model, environment_.limits,
                                                 PredictionHelpers(), response);
                       }));
    }
  }
  return AnswerFrom(*environment_.pool, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const std::shared_ptr<const LoadedModel> model,
                        environment_.models->Resolve(request->model(), "model"));
    return AnswerPrediction(*request, *model, environment_.limits, environment_.helpers, response);
  });
}

grpc::ServerBidiReactor<v1::PredictRequest, v1::PredictResponse>* PredictionService::StreamPredict(
    grpc::CallbackServerContext*) {
  return PredictStreamReactor::Start(environment_);
}

}  // namespace counterweight
