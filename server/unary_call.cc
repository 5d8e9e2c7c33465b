#include "server/unary_call.h"

#include <grpcpp/server_context.h>

#include <exception>
#include <new>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/status_conversion.h"
#include "src/base/log.h"

namespace counterweight {

absl::Status CallGuarded(absl::FunctionRef<absl::Status()> handler) {
  try {
    return handler();
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("the server has not enough memory for this request");
  } catch (const std::exception& error) {
    LogError(absl::StrCat("a request failed by an exception: ", error.what()));
    return absl::InternalError(absl::StrCat("internal error: ", error.what()));
  }
}

grpc::ServerUnaryReactor* AnswerFrom(BlockingPool& pool, grpc::CallbackServerContext* context,
                                     std::function<absl::Status()> handler) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status posted = pool.Post([context, reactor, handler = std::move(handler)] {
    // Nobody waits for the answer any more: leave the thread to those who do.
    const absl::Status status = context->IsCancelled()
                                    ? absl::CancelledError("cancelled before it was begun")
                                    : CallGuarded(handler);
    reactor->Finish(ToGrpcStatus(status));
  });
  if (!posted.ok()) reactor->Finish(ToGrpcStatus(posted));
  return reactor;
}

grpc::ServerUnaryReactor* AnswerNow(grpc::CallbackServerContext* context,
                                    const absl::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

}  // namespace counterweight
