// absl::Status -> what goes over the wire. The one place.
#ifndef COUNTERWEIGHT_SERVER_STATUS_CONVERSION_H_
#define COUNTERWEIGHT_SERVER_STATUS_CONVERSION_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace counterweight {

// The same code and message. A status that names a field (base/field_error.h) carries a serialized
// google.rpc.Status with a google.rpc.BadRequest in its error details, as AIP-193 describes.
// A message longer than 2 KiB is cut: it travels in an HTTP/2 header.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_STATUS_CONVERSION_H_
