// A unary RPC answered from a pool thread.
#ifndef COUNTERWEIGHT_SERVER_UNARY_CALL_H_
#define COUNTERWEIGHT_SERVER_UNARY_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <functional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/blocking_pool.h"

namespace counterweight {

// Posts `handler` and finishes the RPC with what it returns; a full pool finishes it at once with
// the pool's error, and a call that was cancelled while it waited does not run. handler: fills the
// response, whose lifetime gRPC keeps until the RPC is finished.
grpc::ServerUnaryReactor* AnswerFrom(BlockingPool& pool, grpc::CallbackServerContext* context,
                                     std::function<absl::Status()> handler);

// Answers without a pool.
grpc::ServerUnaryReactor* AnswerNow(grpc::CallbackServerContext* context,
                                    const absl::Status& status);

// What `handler` returns; an exception becomes INTERNAL (it is logged, and the client gets an
// answer).
absl::Status CallGuarded(absl::FunctionRef<absl::Status()> handler);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_UNARY_CALL_H_
