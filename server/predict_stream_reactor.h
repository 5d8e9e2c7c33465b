// One running StreamPredict.
#ifndef COUNTERWEIGHT_SERVER_PREDICT_STREAM_REACTOR_H_
#define COUNTERWEIGHT_SERVER_PREDICT_STREAM_REACTOR_H_

#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "counterweight/v1/prediction.pb.h"
#include "server/blocking_pool.h"
#include "server/drain.h"
#include "server/prediction_conversion.h"
#include "src/application/models.h"

namespace counterweight {

// What predictions share; everything outlives them.
struct PredictionEnvironment {
  Models* models = nullptr;
  BlockingPool* pool = nullptr;  // loads models and answers large requests
  Drain* drain = nullptr;
  PredictionLimits limits;
  PredictionHelpers helpers;
};

// Read one request, answer it on the pool, write the answer, read the next: one of each is held,
// whatever the client's speed. Deletes itself when the RPC is over.
class PredictStreamReactor
    : public grpc::ServerBidiReactor<v1::PredictRequest, v1::PredictResponse> {
 public:
  static PredictStreamReactor* Start(const PredictionEnvironment& environment);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;

 private:
  explicit PredictStreamReactor(const PredictionEnvironment& environment)
      : environment_(environment) {}

  void BeginDrain();
  void ReadNext();
  void AnswerAndWrite();
  absl::Status Answer();
  // The first request's model; a later request may name it again or leave the name out.
  absl::Status ResolveModel();
  void FinishWith(const absl::Status& status);
  absl::Status ShuttingDown() const;

  const PredictionEnvironment environment_;
  int64_t drain_subscription_ = 0;
  std::shared_ptr<const LoadedModel> model_;
  std::string model_name_;
  int64_t answered_ = 0;
  v1::PredictRequest request_;
  v1::PredictResponse response_;

  absl::Mutex mutex_;
  bool waits_for_request_ ABSL_GUARDED_BY(mutex_) = false;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_PREDICT_STREAM_REACTOR_H_
