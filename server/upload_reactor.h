// One running UploadDataset.
#ifndef COUNTERWEIGHT_SERVER_UPLOAD_REACTOR_H_
#define COUNTERWEIGHT_SERVER_UPLOAD_REACTOR_H_

#include <grpcpp/support/server_callback.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "counterweight/v1/dataset.pb.h"
#include "server/blocking_pool.h"
#include "server/concurrency_limit.h"
#include "src/application/datasets.h"
#include "src/telemetry/metrics.h"

namespace counterweight {

// Bytes of one chunk. Larger ones would let one message hold a pool thread and memory for long.
inline constexpr size_t kMaximumChunkBytes = size_t{4} << 20;

// Everything outlives the uploads.
struct UploadEnvironment {
  Datasets* datasets = nullptr;
  BlockingPool* pool = nullptr;
  ConcurrencyLimit* uploads = nullptr;
  Metrics* metrics = nullptr;
};

// Reads one message at a time; a task on the pool hashes, spools and inflates it and asks for the
// next one, while another task parses (at most TextRelay::kBlocks blocks behind): gRPC's flow
// control holds the client back, and memory stays constant. Whatever ends the call early, the
// upload and its spool are dropped. Deletes itself when the RPC is over.
class UploadReactor : public grpc::ServerReadReactor<v1::UploadDatasetRequest> {
 public:
  UploadReactor(const UploadEnvironment& environment, grpc::CallbackServerContext* context,
                v1::Dataset* response);

  void OnReadDone(bool ok) override;
  void OnDone() override;

 private:
  enum class Step { kReadOn, kAnswered };

  void TakeIn();
  // On a pool thread: one message.
  absl::StatusOr<Step> Handle();
  absl::StatusOr<Step> HandleHeader(const v1::UploadDatasetRequest::Header& header);
  absl::StatusOr<Step> HandleChunk(const v1::UploadDatasetRequest::Chunk& chunk);
  absl::StatusOr<Step> HandleFinish(const v1::UploadDatasetRequest::Finish& finish);
  // Parses what was received, while the next message is being received.
  TaskRunner RunOnPool() const;
  void FinishWith(const absl::Status& status);

  const UploadEnvironment environment_;
  grpc::CallbackServerContext* const context_;
  v1::Dataset* const response_;
  v1::UploadDatasetRequest request_;
  ConcurrencyLimit::Slot slot_;
  std::unique_ptr<DatasetUpload> upload_;  // from the header on
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_UPLOAD_REACTOR_H_
