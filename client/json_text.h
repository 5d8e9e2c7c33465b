// Messages as canonical protobuf JSON.
#ifndef COUNTERWEIGHT_CLIENT_JSON_TEXT_H_
#define COUNTERWEIGHT_CLIENT_JSON_TEXT_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/statusor.h"

namespace counterweight::client {

// One object on one line, without line end; fields at their default value are written too, names in
// lowerCamelCase, 64-bit integers as strings. INTERNAL if the message has no JSON form (a string
// that is not UTF-8, a time out of range).
absl::StatusOr<std::string> JsonText(const google::protobuf::Message& message);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_JSON_TEXT_H_
