// A stream that ends before it began: the answer to a request that is wrong by itself.
#ifndef COUNTERWEIGHT_SERVER_FINISHED_REACTOR_H_
#define COUNTERWEIGHT_SERVER_FINISHED_REACTOR_H_

#include <grpcpp/support/server_callback.h>

#include "absl/status/status.h"
#include "server/status_conversion.h"

namespace counterweight {

// Reactor: grpc::ServerWriteReactor<...> and its like. Deletes itself when the RPC is over.
template <typename Reactor>
class FinishedReactor : public Reactor {
 public:
  explicit FinishedReactor(const absl::Status& status) { this->Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_FINISHED_REACTOR_H_
