// Failed calls as absl::Status and as one line for people.
#ifndef COUNTERWEIGHT_CLIENT_STATUS_TEXT_H_
#define COUNTERWEIGHT_CLIENT_STATUS_TEXT_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"

namespace counterweight::client {

// Code and message as they came. error_details() (a serialized google.rpc.Status) is kept as a
// payload, so that StatusText can name the fields at fault.
absl::Status FromGrpc(const grpc::Status& status);

// "INVALID_ARGUMENT: spec.label_column: no column is called that". The fields at fault are added
// where the message does not name them so: "INVALID_ARGUMENT: no such column
// [spec.label_column]". Control characters are escaped: always one line.
std::string StatusText(const absl::Status& status);
std::string StatusText(const grpc::Status& status);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_STATUS_TEXT_H_
