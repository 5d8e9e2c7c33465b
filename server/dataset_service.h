// counterweight.v1.DatasetService over the use cases of datasets.
#ifndef COUNTERWEIGHT_SERVER_DATASET_SERVICE_H_
#define COUNTERWEIGHT_SERVER_DATASET_SERVICE_H_

#include "counterweight/v1/dataset.grpc.pb.h"
#include "server/blocking_pool.h"
#include "server/upload_reactor.h"
#include "src/application/datasets.h"

namespace counterweight {

// Thread-safe. Everything it is given outlives it.
class DatasetService : public v1::DatasetService::CallbackService {
 public:
  // pool: for all but the uploads, which have their own in `uploads`.
  DatasetService(Datasets* datasets, BlockingPool* pool, const UploadEnvironment& uploads)
      : datasets_(datasets), pool_(pool), uploads_(uploads) {}

  grpc::ServerReadReactor<v1::UploadDatasetRequest>* UploadDataset(
      grpc::CallbackServerContext* context, v1::Dataset* response) override;
  grpc::ServerUnaryReactor* GetDataset(grpc::CallbackServerContext* context,
                                       const v1::GetDatasetRequest* request,
                                       v1::Dataset* response) override;
  grpc::ServerUnaryReactor* ListDatasets(grpc::CallbackServerContext* context,
                                         const v1::ListDatasetsRequest* request,
                                         v1::ListDatasetsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteDataset(grpc::CallbackServerContext* context,
                                          const v1::DeleteDatasetRequest* request,
                                          google::protobuf::Empty* response) override;

 private:
  Datasets* const datasets_;
  BlockingPool* const pool_;
  const UploadEnvironment uploads_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_DATASET_SERVICE_H_
