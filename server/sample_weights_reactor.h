// One running StreamSampleWeights.
#ifndef COUNTERWEIGHT_SERVER_SAMPLE_WEIGHTS_REACTOR_H_
#define COUNTERWEIGHT_SERVER_SAMPLE_WEIGHTS_REACTOR_H_

#include <grpcpp/support/server_callback.h>

#include <optional>

#include "absl/status/status.h"
#include "counterweight/v1/model.pb.h"
#include "server/blocking_pool.h"
#include "server/concurrency_limit.h"
#include "server/sample_weights_batches.h"
#include "src/application/models.h"

namespace counterweight {

// Loads the artefact on the pool, then writes one batch at a time as fast as the client reads.
// Deletes itself when the RPC is over.
class SampleWeightsReactor : public grpc::ServerWriteReactor<v1::SampleWeights> {
 public:
  // slot: a place among the streams that hold an artefact. models and pool outlive the stream; so
  // does the request.
  static SampleWeightsReactor* Start(Models* models, BlockingPool* pool,
                                     ConcurrencyLimit::Slot slot,
                                     const v1::StreamSampleWeightsRequest* request);

  void OnWriteDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  explicit SampleWeightsReactor(ConcurrencyLimit::Slot slot) : slot_(std::move(slot)) {}

  absl::Status Load(Models& models, const v1::StreamSampleWeightsRequest& request);
  void WriteNext();
  void FinishWith(const absl::Status& status);

  const ConcurrencyLimit::Slot slot_;
  std::optional<SampleWeightsBatches> batches_;
  v1::SampleWeights batch_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_SAMPLE_WEIGHTS_REACTOR_H_
