#include "client/job_watch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/status_text.h"

namespace counterweight::client {

JobWatch::JobWatch(v1::TrainingService::StubInterface* stub, std::string job,
                   int64_t after_sequence, const BackoffOptions& backoff)
    : stub_(stub),
      job_(std::move(job)),
      backoff_options_(backoff),
      last_sequence_(after_sequence) {}

absl::Status JobWatch::Run(const OnEvent& on_event) {
  Backoff backoff(backoff_options_);
  while (true) {
    const absl::Status status = Attempt(on_event, &backoff);
    if (absl::IsCancelled(status) && Stopped()) return StoppedError();
    if (!absl::IsUnavailable(status)) return status;
    const absl::optional<absl::Duration> wait = backoff.Next();
    if (!wait.has_value()) return status;
    if (!Wait(*wait)) return StoppedError();
  }
}

absl::Status JobWatch::Attempt(const OnEvent& on_event, Backoff* backoff) {
  grpc::ClientContext context;
  if (!Enter(&context)) return StoppedError();
  v1::WatchTrainingJobRequest request;
  request.set_name(job_);
  request.set_after_sequence(last_sequence_);
  const auto stream = stub_->WatchTrainingJob(&context, request);
  v1::TrainingEvent event;
  while (stream->Read(&event)) {
    if (event.sequence() <= last_sequence_) continue;  // seen before the connection broke
    last_sequence_ = event.sequence();
    backoff->Reset();
    on_event(event);
  }
  const grpc::Status status = stream->Finish();
  Leave();
  return FromGrpc(status);
}

void JobWatch::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  if (context_ != nullptr) context_->TryCancel();
}

bool JobWatch::Stopped() {
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

absl::Status JobWatch::StoppedError() const {
  return absl::CancelledError(absl::StrCat("stopped watching ", job_));
}

bool JobWatch::Enter(grpc::ClientContext* context) {
  absl::MutexLock lock(&mutex_);
  if (!stopped_) context_ = context;
  return !stopped_;
}

void JobWatch::Leave() {
  absl::MutexLock lock(&mutex_);
  context_ = nullptr;
}

bool JobWatch::Wait(absl::Duration duration) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopped_), duration);
}

}  // namespace counterweight::client
