#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "client/interrupt.h"
#include "client/job_text.h"
#include "client/job_verdict.h"
#include "client/job_watch.h"
#include "client/printable.h"
#include "client/progress_bar.h"
#include "client/progress_text.h"
#include "client/request_id.h"
#include "client/run_command.h"

namespace counterweight::client {
namespace {

void ShowEvent(const std::string& job, const v1::TrainingEvent& event, ProgressBar* bar) {
  if (event.event_case() == v1::TrainingEvent::kProgress) {
    bar->Show(DoneFraction(event.progress()), ProgressText(event.progress()));
  } else if (event.event_case() == v1::TrainingEvent::kState) {
    bar->Line(absl::StrCat(job, " ", StateText(event)));
  }
}

// Watches to the end of the stream; an interrupt stops the watching, not the job.
absl::Status Follow(const v1::WatchTrainingJobRequest& request, const CommandContext& context) {
  TrainingClient training = context.Training();
  JobWatch watch(&training.stub(), request.name(), request.after_sequence(), context.backoff);
  absl::Status status;
  {
    ProgressBar bar(context.err, context.err_width);
    InterruptScope interrupt([&watch] { watch.Stop(); });
    status =
        watch.Run([&](const v1::TrainingEvent& event) { ShowEvent(request.name(), event, &bar); });
  }
  if (absl::IsCancelled(status) || absl::IsUnavailable(status)) {
    return absl::Status(
        status.code(),
        absl::StrCat(status.message(),
                     "; the job goes on. To watch it again: counterweight jobs watch ",
                     request.name(), " --after ", watch.last_sequence()));
  }
  return status;
}

absl::Status WatchToTheEnd(const v1::WatchTrainingJobRequest& request,
                           const CommandContext& context) {
  if (absl::Status status = Follow(request, context); !status.ok()) return status;
  v1::GetTrainingJobRequest get;
  get.set_name(request.name());
  const absl::StatusOr<v1::TrainingJob> job = context.Training().Get(get);
  if (!job.ok()) return job.status();
  if (absl::Status status = context.Print(*job, JobText(*job)); !status.ok()) return status;
  return JobVerdict(*job);
}

}  // namespace

absl::Status Run(const SubmitJobCommand& command, const CommandContext& context) {
  v1::CreateTrainingJobRequest request = command.request;
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  const absl::StatusOr<v1::TrainingJob> job = context.Training().Create(request);
  if (absl::IsUnavailable(job.status()) || absl::IsDeadlineExceeded(job.status())) {
    *context.err << "The job may or may not be queued; --request-id=" << request.request_id()
                 << " repeats the submission safely.\n";
  }
  if (!job.ok()) return job.status();
  if (!command.watch) return context.Print(*job, JobText(*job));
  *context.err << "submitted " << Printable(job->name()) << std::endl;
  v1::WatchTrainingJobRequest watch;
  watch.set_name(job->name());
  return WatchToTheEnd(watch, context);
}

absl::Status Run(const WatchJobCommand& command, const CommandContext& context) {
  return WatchToTheEnd(command.request, context);
}

absl::Status Run(const GetJobCommand& command, const CommandContext& context) {
  const absl::StatusOr<v1::TrainingJob> job = context.Training().Get(command.request);
  if (!job.ok()) return job.status();
  return context.Print(*job, JobText(*job));
}

absl::Status Run(const ListJobsCommand& command, const CommandContext& context) {
  TrainingClient training = context.Training();
  const absl::StatusOr<v1::ListTrainingJobsResponse> list =
      command.all_pages ? training.ListAll(command.request) : training.List(command.request);
  if (!list.ok()) return list.status();
  const absl::Status printed = context.Print(*list, JobsText(*list));
  if (printed.ok()) context.PrintNextPage(list->next_page_token());
  return printed;
}

absl::Status Run(const CancelJobCommand& command, const CommandContext& context) {
  const absl::StatusOr<v1::TrainingJob> job = context.Training().Cancel(command.request);
  if (!job.ok()) return job.status();
  return context.Print(*job, JobText(*job));
}

}  // namespace counterweight::client
