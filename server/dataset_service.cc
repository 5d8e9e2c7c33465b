#include "server/dataset_service.h"

#include "server/dataset_conversion.h"
#include "server/page_conversion.h"
#include "server/unary_call.h"
#include "src/base/status_macros.h"

namespace counterweight {

grpc::ServerReadReactor<v1::UploadDatasetRequest>* DatasetService::UploadDataset(
    grpc::CallbackServerContext* context, v1::Dataset* response) {
  return new UploadReactor(uploads_, context, response);
}

grpc::ServerUnaryReactor* DatasetService::GetDataset(grpc::CallbackServerContext* context,
                                                     const v1::GetDatasetRequest* request,
                                                     v1::Dataset* response) {
  return AnswerFrom(*pool_, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const DatasetView view, datasets_->Get(request->name()));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* DatasetService::ListDatasets(grpc::CallbackServerContext* context,
                                                       const v1::ListDatasetsRequest* request,
                                                       v1::ListDatasetsResponse* response) {
  return AnswerFrom(*pool_, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const PageRequest page,
                        ToPageRequest(request->page_size(), request->page_token()));
    CW_ASSIGN_OR_RETURN(const Page<DatasetView> views, datasets_->List(page));
    for (const DatasetView& view : views.records) *response->add_datasets() = ToProto(view);
    response->set_next_page_token(views.next_token);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* DatasetService::DeleteDataset(grpc::CallbackServerContext* context,
                                                        const v1::DeleteDatasetRequest* request,
                                                        google::protobuf::Empty*) {
  return AnswerFrom(*pool_, context,
                    [this, request] { return datasets_->Delete(request->name()); });
}

}  // namespace counterweight
