#include "server/predict_stream_reactor.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "server/status_conversion.h"
#include "server/unary_call.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"

namespace counterweight {

PredictStreamReactor* PredictStreamReactor::Start(const PredictionEnvironment& environment) {
  auto* reactor = new PredictStreamReactor(environment);
  reactor->drain_subscription_ = environment.drain->Subscribe([reactor] { reactor->BeginDrain(); });
  reactor->ReadNext();
  return reactor;
}

void PredictStreamReactor::BeginDrain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    // An answer that is under way is sent first; ReadNext then ends the stream.
    if (!waits_for_request_ || std::exchange(finished_, true)) return;
  }
  Finish(ToGrpcStatus(ShuttingDown()));
}

void PredictStreamReactor::ReadNext() {
  {
    absl::MutexLock lock(&mutex_);
    waits_for_request_ = !draining_;
    if (waits_for_request_) {
      // Under the lock: a drain that begins now must find the read begun, and ends the stream after
      // it.
      StartRead(&request_);
      return;
    }
  }
  FinishWith(ShuttingDown());
}

void PredictStreamReactor::OnReadDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    waits_for_request_ = false;
    if (finished_) return;  // by a drain: whatever was read comes too late
  }
  if (!ok) return FinishWith(absl::OkStatus());  // the client has no more requests, or is gone
  const absl::Status posted = environment_.pool->Post([this] { AnswerAndWrite(); });
  if (!posted.ok()) FinishWith(posted);
}

void PredictStreamReactor::AnswerAndWrite() {
  const absl::Status status = CallGuarded([this] { return Answer(); });
  if (!status.ok()) {
    return FinishWith(Annotate(status, absl::StrCat("request ", answered_)));
  }
  StartWrite(&response_);
}

absl::Status PredictStreamReactor::Answer() {
  response_.Clear();
  CW_RETURN_IF_ERROR(ResolveModel());
  return AnswerPrediction(request_, *model_, environment_.limits, environment_.helpers, &response_);
}

absl::Status PredictStreamReactor::ResolveModel() {
  if (model_ == nullptr) {
    CW_ASSIGN_OR_RETURN(model_, environment_.models->Resolve(request_.model(), "model"));
    model_name_ = request_.model();
    return absl::OkStatus();
  }
  if (request_.model().empty() || request_.model() == model_name_) return absl::OkStatus();
  return FieldError("model", absl::StrCat("\"", request_.model(),
                                          "\", but this stream began with \"", model_name_, "\""));
}

void PredictStreamReactor::OnWriteDone(bool ok) {
  if (!ok) return FinishWith(absl::CancelledError("the client went away"));
  ++answered_;
  ReadNext();
}

void PredictStreamReactor::OnDone() {
  environment_.drain->Unsubscribe(drain_subscription_);
  delete this;
}

void PredictStreamReactor::FinishWith(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(finished_, true)) return;
  }
  Finish(ToGrpcStatus(status));
}

absl::Status PredictStreamReactor::ShuttingDown() const {
  return absl::UnavailableError("the server is shutting down");
}

}  // namespace counterweight
