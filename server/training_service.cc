#include "server/training_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/finished_reactor.h"
#include "server/job_conversion.h"
#include "server/page_conversion.h"
#include "server/unary_call.h"
#include "src/application/resource_name.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/recipe/training_options.h"

namespace counterweight {

absl::Status TrainingService::CheckThreads(const JobRequest& request) const {
  if (maximum_threads_ == 0) return absl::OkStatus();
  const absl::StatusOr<TrainingOptions> options = ParseTrainingOptions(request.options);
  // Options that are wrong by themselves are Jobs::Create's to refuse.
  if (!options.ok() || options->threads <= maximum_threads_) return absl::OkStatus();
  return FieldError("spec.options[threads]",
                    absl::StrCat(options->threads, " threads, but this server's workers have ",
                                 maximum_threads_));
}

grpc::ServerUnaryReactor* TrainingService::CreateTrainingJob(
    grpc::CallbackServerContext* context, const v1::CreateTrainingJobRequest* request,
    v1::TrainingJob* response) {
  return AnswerFrom(*watch_.pool, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const JobRequest job, ToJobRequest(*request));
    CW_RETURN_IF_ERROR(CheckThreads(job));
    CW_ASSIGN_OR_RETURN(const JobView view, jobs_->Create(job));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TrainingService::GetTrainingJob(grpc::CallbackServerContext* context,
                                                          const v1::GetTrainingJobRequest* request,
                                                          v1::TrainingJob* response) {
  return AnswerFrom(*watch_.pool, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const JobView view, jobs_->Get(request->name()));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TrainingService::ListTrainingJobs(
    grpc::CallbackServerContext* context, const v1::ListTrainingJobsRequest* request,
    v1::ListTrainingJobsResponse* response) {
  return AnswerFrom(*watch_.pool, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const PageRequest page,
                        ToPageRequest(request->page_size(), request->page_token()));
    CW_ASSIGN_OR_RETURN(const std::optional<JobState> state, ToStateFilter(request->state()));
    CW_ASSIGN_OR_RETURN(const Page<JobView> views, jobs_->List(page, state));
    for (const JobView& view : views.records) *response->add_jobs() = ToProto(view);
    response->set_next_page_token(views.next_token);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TrainingService::CancelTrainingJob(
    grpc::CallbackServerContext* context, const v1::CancelTrainingJobRequest* request,
    v1::TrainingJob* response) {
  return AnswerFrom(*watch_.pool, context, [this, request, response]() -> absl::Status {
    CW_ASSIGN_OR_RETURN(const JobView view, jobs_->Cancel(request->name()));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::TrainingEvent>* TrainingService::WatchTrainingJob(
    grpc::CallbackServerContext*, const v1::WatchTrainingJobRequest* request) {
  using Finished = FinishedReactor<grpc::ServerWriteReactor<v1::TrainingEvent>>;
  const absl::StatusOr<std::string> id = ParseResourceName(request->name(), kJobCollection, "name");
  if (!id.ok()) return new Finished(id.status());
  if (request->after_sequence() < 0) {
    return new Finished(
        FieldError("after_sequence", absl::StrCat(request->after_sequence(), " is negative")));
  }
  return WatchReactor::Start(watch_, *id, request->after_sequence());
}

}  // namespace counterweight
