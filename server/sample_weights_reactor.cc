#include "server/sample_weights_reactor.h"

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "server/status_conversion.h"
#include "server/unary_call.h"
#include "src/base/status_macros.h"

namespace counterweight {

SampleWeightsReactor* SampleWeightsReactor::Start(Models* models, BlockingPool* pool,
                                                  ConcurrencyLimit::Slot slot,
                                                  const v1::StreamSampleWeightsRequest* request) {
  auto* reactor = new SampleWeightsReactor(std::move(slot));
  const absl::Status posted = pool->Post([reactor, models, request] {
    const absl::Status loaded = CallGuarded([&] { return reactor->Load(*models, *request); });
    loaded.ok() ? reactor->WriteNext() : reactor->FinishWith(loaded);
  });
  if (!posted.ok()) reactor->FinishWith(posted);
  return reactor;
}

absl::Status SampleWeightsReactor::Load(Models& models,
                                        const v1::StreamSampleWeightsRequest& request) {
  CW_ASSIGN_OR_RETURN(std::shared_ptr<const Artifact> artifact,
                      models.LoadArtifact(request.model()));
  batches_.emplace(std::move(artifact), request.include_synthetic());
  return absl::OkStatus();
}

void SampleWeightsReactor::OnWriteDone(bool ok) {
  if (!ok) return FinishWith(absl::CancelledError("the client went away"));
  WriteNext();
}

void SampleWeightsReactor::WriteNext() {
  if (!batches_->Next(&batch_)) return FinishWith(absl::OkStatus());
  StartWrite(&batch_);
}

void SampleWeightsReactor::FinishWith(const absl::Status& status) { Finish(ToGrpcStatus(status)); }

}  // namespace counterweight
