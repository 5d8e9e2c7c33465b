// The messages of Predict, used again and again.
#ifndef COUNTERWEIGHT_SERVER_PREDICTION_MESSAGES_H_
#define COUNTERWEIGHT_SERVER_PREDICTION_MESSAGES_H_

#include <grpcpp/support/message_allocator.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "counterweight/v1/prediction.pb.h"

namespace counterweight {

// A message that was cleared keeps its rows, values and strings, so that parsing the next small
// request of the same shape allocates nothing. Thread-safe; outlives the server.
class PredictionMessages : public grpc::MessageAllocator<v1::PredictRequest, v1::PredictResponse> {
 public:
  PredictionMessages();
  ~PredictionMessages() override;

  grpc::MessageHolder<v1::PredictRequest, v1::PredictResponse>* AllocateMessages() override;

  // Pairs that wait to be used; for tests.
  size_t waiting() const;

 private:
  class Pair;

  void Return(std::unique_ptr<Pair> pair);

  mutable absl::Mutex mutex_;
  std::vector<std::unique_ptr<Pair>> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_PREDICTION_MESSAGES_H_
