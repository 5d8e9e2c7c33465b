// One unary call with a deadline, and lists that follow their pages.
#ifndef COUNTERWEIGHT_CLIENT_UNARY_CALL_H_
#define COUNTERWEIGHT_CLIENT_UNARY_CALL_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/status_text.h"

namespace counterweight::client {

// A unary call reads or writes metadata, which takes milliseconds: after a minute it is lost.
inline constexpr absl::Duration kUnaryDeadline = absl::Seconds(60);

// Calls `method` of the stub: UnaryCall(*stub, &Service::StubInterface::GetThing, request).
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> UnaryCall(
    Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
    const Request& request, absl::Duration deadline = kUnaryDeadline) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

// Calls `method` from request.page_token on until the last page; the pages merged into one answer
// without a next page token. INTERNAL if the server answers with the token it was given, which
// would never end.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> AllPages(Stub& stub,
                                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                               Response*),
                                  Request request) {
  Response all;
  while (true) {
    absl::StatusOr<Response> page = UnaryCall(stub, method, request);
    if (!page.ok()) return page.status();
    const std::string next = page->next_page_token();
    all.MergeFrom(*page);
    if (next.empty()) break;
    if (next == request.page_token()) {
      return absl::InternalError("the server answered a page with the token of that same page");
    }
    request.set_page_token(next);
  }
  all.clear_next_page_token();
  return all;
}

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_UNARY_CALL_H_
