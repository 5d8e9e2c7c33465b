#include "absl/strings/str_cat.h"
#include "client/dataset_text.h"
#include "client/number_text.h"
#include "client/progress_bar.h"
#include "client/request_id.h"
#include "client/run_command.h"
#include "client/upload.h"

namespace counterweight::client {
namespace {

std::string SentText(int64_t sent, int64_t total) {
  return total < 0 ? absl::StrCat("uploaded ", BytesText(sent))
                   : absl::StrCat("uploaded ", BytesText(sent), " of ", BytesText(total));
}

absl::StatusOr<v1::Dataset> Upload(const UploadDatasetCommand& command,
                                   const v1::UploadDatasetRequest::Header& header,
                                   const CommandContext& context) {
  DatasetClient datasets = context.Datasets();
  ProgressBar bar(context.err, context.err_width);
  const OnUploadProgress on_progress = [&](int64_t sent, int64_t total) {
    if (total < 0 && context.err_width == 0) return;  // no tenths to tell of
    const double fraction =
        total > 0 ? static_cast<double>(sent) / static_cast<double>(total) : 0.0;
    bar.ShowTenths(fraction, SentText(sent, total));
  };
  if (command.file == "-") {
    return UploadStream(&datasets.stub(), header, context.in, on_progress);
  }
  return UploadFile(&datasets.stub(), header, command.file, on_progress, context.backoff);
}

}  // namespace

absl::Status Run(const UploadDatasetCommand& command, const CommandContext& context) {
  v1::UploadDatasetRequest::Header header = command.header;
  if (header.request_id().empty()) header.set_request_id(NewRequestId());
  const absl::StatusOr<v1::Dataset> dataset = Upload(command, header, context);
  if (absl::IsUnavailable(dataset.status())) {
    *context.err << "The upload may or may not have arrived; --request-id=" << header.request_id()
                 << " repeats it safely.\n";
  }
  if (!dataset.ok()) return dataset.status();
  return context.Print(*dataset, DatasetText(*dataset));
}

absl::Status Run(const ListDatasetsCommand& command, const CommandContext& context) {
  DatasetClient datasets = context.Datasets();
  const absl::StatusOr<v1::ListDatasetsResponse> list =
      command.all_pages ? datasets.ListAll(command.request) : datasets.List(command.request);
  if (!list.ok()) return list.status();
  const absl::Status printed = context.Print(*list, DatasetsText(*list));
  if (printed.ok()) context.PrintNextPage(list->next_page_token());
  return printed;
}

absl::Status Run(const GetDatasetCommand& command, const CommandContext& context) {
  const absl::StatusOr<v1::Dataset> dataset = context.Datasets().Get(command.request);
  if (!dataset.ok()) return dataset.status();
  return context.Print(*dataset, DatasetText(*dataset));
}

absl::Status Run(const DeleteDatasetCommand& command, const CommandContext& context) {
  const absl::Status deleted = context.Datasets().Delete(command.request);
  if (!deleted.ok()) return deleted;
  return context.Print(google::protobuf::Empty(),
                       absl::StrCat("deleted ", command.request.name(), "\n"));
}

}  // namespace counterweight::client
