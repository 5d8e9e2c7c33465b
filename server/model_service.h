// counterweight.v1.ModelService over the use cases of models.
#ifndef COUNTERWEIGHT_SERVER_MODEL_SERVICE_H_
#define COUNTERWEIGHT_SERVER_MODEL_SERVICE_H_

#include "counterweight/v1/model.grpc.pb.h"
#include "server/blocking_pool.h"
#include "server/concurrency_limit.h"
#include "src/application/models.h"

namespace counterweight {

// Thread-safe. Everything it is given outlives it.
class ModelService : public v1::ModelService::CallbackService {
 public:
  // pool: for what takes milliseconds. bulk_pool: for what reads whole datasets and artefacts.
  ModelService(Models* models, BlockingPool* pool, BlockingPool* bulk_pool)
      : models_(models), pool_(pool), bulk_pool_(bulk_pool) {}

  grpc::ServerUnaryReactor* GetModel(grpc::CallbackServerContext* context,
                                     const v1::GetModelRequest* request,
                                     v1::Model* response) override;
  grpc::ServerUnaryReactor* ListModels(grpc::CallbackServerContext* context,
                                       const v1::ListModelsRequest* request,
                                       v1::ListModelsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteModel(grpc::CallbackServerContext* context,
                                        const v1::DeleteModelRequest* request,
                                        google::protobuf::Empty* response) override;
  grpc::ServerUnaryReactor* SetModelAlias(grpc::CallbackServerContext* context,
                                          const v1::SetModelAliasRequest* request,
                                          v1::SetModelAliasResponse* response) override;
  grpc::ServerUnaryReactor* EvaluateModel(grpc::CallbackServerContext* context,
                                          const v1::EvaluateModelRequest* request,
                                          v1::EvaluateModelResponse* response) override;
  grpc::ServerWriteReactor<v1::SampleWeights>* StreamSampleWeights(
      grpc::CallbackServerContext* context, const v1::StreamSampleWeightsRequest* request) override;

 private:
  // Each holds an artefact in memory for as long as its client reads.
  static constexpr int kMaximumWeightStreams = 16;

  Models* const models_;
  BlockingPool* const pool_;
  BlockingPool* const bulk_pool_;
  ConcurrencyLimit weight_streams_{"streams of sample weights", kMaximumWeightStreams};
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_MODEL_SERVICE_H_
