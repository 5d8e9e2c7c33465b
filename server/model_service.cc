#include "server/model_service.h"

#include <string>
#include <utility>

#include "server/finished_reactor.h"
#include "server/metrics_conversion.h"
#include "server/model_conversion.h"
#include "server/page_conversion.h"
#include "server/sample_weights_reactor.h"
#include "server/unary_call.h"
#include "src/application/resource_name.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// Empty stays empty: no model.
std::string ModelName(const std::string& id) {
  return id.empty() ? "" : ResourceName(kModelCollection, id);
}

}  // namespace

grpc::ServerUnaryReactor* ModelService::GetModel(grpc::CallbackServerContext* context,
                                                 const v1::GetModelRequest* request,
                                                 v1::Model* response) {
  return AnswerFrom(*pool_, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const ModelView view, models_->Get(request->name()));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ModelService::ListModels(grpc::CallbackServerContext* context,
                                                   const v1::ListModelsRequest* request,
                                                   v1::ListModelsResponse* response) {
  return AnswerFrom(*pool_, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const PageRequest page,
                        ToPageRequest(request->page_size(), request->page_token()));
    CW_ASSIGN_OR_RETURN(const Page<ModelView> views, models_->List(page));
    for (const ModelView& view : views.records) *response->add_models() = ToProto(view);
    response->set_next_page_token(views.next_token);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ModelService::DeleteModel(grpc::CallbackServerContext* context,
                                                    const v1::DeleteModelRequest* request,
                                                    google::protobuf::Empty*) {
  return AnswerFrom(*pool_, context, [this, request] { return models_->Delete(request->name()); });
}

grpc::ServerUnaryReactor* ModelService::SetModelAlias(grpc::CallbackServerContext* context,
                                                      const v1::SetModelAliasRequest* request,
                                                      v1::SetModelAliasResponse* response) {
  return AnswerFrom(*pool_, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const Models::AliasResult result,
                        models_->SetAlias(request->alias(), request->model()));
    response->set_alias(result.alias);
    response->set_model(ModelName(result.model_id));
    response->set_previous_model(ModelName(result.previous_model_id));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ModelService::EvaluateModel(grpc::CallbackServerContext* context,
                                                      const v1::EvaluateModelRequest* request,
                                                      v1::EvaluateModelResponse* response) {
  return AnswerFrom(*bulk_pool_, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const Evaluation evaluation,
                        models_->Evaluate(request->model(), request->dataset()));
    response->set_model(ModelName(evaluation.model.id));
    response->set_version(evaluation.model.version);
    *response->mutable_metrics() = ToProto(evaluation.figures, evaluation.classes);
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::SampleWeights>* ModelService::StreamSampleWeights(
    grpc::CallbackServerContext*, const v1::StreamSampleWeightsRequest* request) {
  absl::StatusOr<ConcurrencyLimit::Slot> slot = weight_streams_.Enter();
  if (!slot.ok()) {
    return new FinishedReactor<grpc::ServerWriteReactor<v1::SampleWeights>>(slot.status());
  }
  return SampleWeightsReactor::Start(models_, bulk_pool_, *std::move(slot), request);
}

}  // namespace counterweight
