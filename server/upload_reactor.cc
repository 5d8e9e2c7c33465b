#include "server/upload_reactor.h"

#include <grpcpp/server_context.h>

#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/dataset_conversion.h"
#include "server/status_conversion.h"
#include "server/unary_call.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr size_t kSha256Bytes = 32;

}  // namespace

UploadReactor::UploadReactor(const UploadEnvironment& environment,
                             grpc::CallbackServerContext* context, v1::Dataset* response)
    : environment_(environment), context_(context), response_(response) {
  absl::StatusOr<ConcurrencyLimit::Slot> slot = environment_.uploads->Enter();
  if (!slot.ok()) {
    FinishWith(slot.status());
    return;
  }
  slot_ = *std::move(slot);
  StartRead(&request_);
}

void UploadReactor::OnReadDone(bool ok) {
  if (ok) {
    const absl::Status posted = environment_.pool->Post([this] { TakeIn(); });
    if (!posted.ok()) FinishWith(posted);
    return;
  }
  if (context_->IsCancelled()) return FinishWith(absl::CancelledError("the upload was cancelled"));
  FinishWith(upload_ == nullptr ? FieldError("header", "is missing: the stream ended before it")
                                : FieldError("finish", "is missing: the stream ended before it"));
}

void UploadReactor::OnDone() {
  // The upload removes its files when it goes: that is the pool's to do, unless it is too busy.
  std::shared_ptr<DatasetUpload> upload = std::move(upload_);
  BlockingPool* const pool = environment_.pool;
  delete this;
  if (upload != nullptr) pool->Post([upload] {}).IgnoreError();
}

void UploadReactor::TakeIn() {
  Step step = Step::kReadOn;
  const absl::Status status = CallGuarded([this, &step]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(step, Handle());
    return absl::OkStatus();
  });
  if (!status.ok() || step == Step::kAnswered) return FinishWith(status);
  StartRead(&request_);
}

absl::StatusOr<UploadReactor::Step> UploadReactor::Handle() {
  switch (request_.part_case()) {
    case v1::UploadDatasetRequest::kHeader:
      return HandleHeader(request_.header());
    case v1::UploadDatasetRequest::kChunk:
      return HandleChunk(request_.chunk());
    case v1::UploadDatasetRequest::kFinish:
      return HandleFinish(request_.finish());
    case v1::UploadDatasetRequest::PART_NOT_SET:
      break;
  }
  return FieldError("part", "a message carries none of header, chunk and finish");
}

absl::StatusOr<UploadReactor::Step> UploadReactor::HandleHeader(
    const v1::UploadDatasetRequest::Header& header) {
  if (upload_ != nullptr) return FieldError("header", "came a second time");
  if (!header.has_spec()) return FieldError("header.spec", "is required");
  CW_ASSIGN_OR_RETURN(const DatasetSpec spec, ToDatasetSpec(header.spec()));
  CW_ASSIGN_OR_RETURN(upload_,
                      environment_.datasets->StartUpload(spec, header.request_id(), RunOnPool()));
  if (!upload_->existing().has_value()) return Step::kReadOn;
  *response_ = ToProto(*upload_->existing());
  return Step::kAnswered;
}

TaskRunner UploadReactor::RunOnPool() const {
  return [pool = environment_.pool](std::function<void()> task) {
    return pool->Post(std::move(task)).ok();
  };
}

absl::StatusOr<UploadReactor::Step> UploadReactor::HandleChunk(
    const v1::UploadDatasetRequest::Chunk& chunk) {
  if (upload_ == nullptr) return FieldError("chunk", "came before the header");
  if (chunk.content().size() > kMaximumChunkBytes) {
    return FieldError("chunk.content", absl::StrCat(chunk.content().size(), " bytes; at most ",
                                                    kMaximumChunkBytes, " are allowed"));
  }
  environment_.metrics->BytesReceived(static_cast<int64_t>(chunk.content().size()));
  CW_RETURN_IF_ERROR(upload_->Append(chunk.offset(), chunk.content()));
  return Step::kReadOn;
}

absl::StatusOr<UploadReactor::Step> UploadReactor::HandleFinish(
    const v1::UploadDatasetRequest::Finish& finish) {
  if (upload_ == nullptr) return FieldError("finish", "came before the header");
  if (finish.sha256().size() != kSha256Bytes) {
    return FieldError("finish.sha256", absl::StrCat(finish.sha256().size(), " bytes; ",
                                                    kSha256Bytes, " are required"));
  }
  CW_ASSIGN_OR_RETURN(const DatasetView view, upload_->Finish(finish.sha256()));
  *response_ = ToProto(view);
  return Step::kAnswered;
}

void UploadReactor::FinishWith(const absl::Status& status) { Finish(ToGrpcStatus(status)); }

}  // namespace counterweight
