#include "client/status_text.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "client/printable.h"

namespace counterweight::client {
namespace {

using Violation = google::rpc::BadRequest::FieldViolation;

constexpr char kDetailsUrl[] = "type.googleapis.com/google.rpc.Status";

// Details that do not parse are no reason to hide the error itself: they count as none.
std::vector<Violation> FieldViolations(const absl::Status& status) {
  std::vector<Violation> violations;
  const absl::optional<absl::Cord> bytes = status.GetPayload(kDetailsUrl);
  google::rpc::Status details;
  if (!bytes.has_value() || !details.ParseFromString(std::string(*bytes))) return violations;
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::BadRequest bad_request;
    if (!detail.Is<google::rpc::BadRequest>() || !detail.UnpackTo(&bad_request)) continue;
    violations.insert(violations.end(), bad_request.field_violations().begin(),
                      bad_request.field_violations().end());
  }
  return violations;
}

// What the message does not say yet about a field; empty if it says all.
std::string Addition(absl::string_view message, const Violation& violation) {
  const std::string named = absl::StrCat(violation.field(), ":");
  if (absl::StartsWith(message, named) || absl::StrContains(message, " " + named)) return "";
  if (absl::StrContains(message, violation.description())) {
    return absl::StrCat(" [", violation.field(), "]");
  }
  return absl::StrCat(" [", violation.field(), ": ", violation.description(), "]");
}

}  // namespace

absl::Status FromGrpc(const grpc::Status& status) {
  absl::Status converted(static_cast<absl::StatusCode>(status.error_code()),
                         status.error_message());
  if (!status.ok() && !status.error_details().empty()) {
    converted.SetPayload(kDetailsUrl, absl::Cord(status.error_details()));
  }
  return converted;
}

std::string StatusText(const absl::Status& status) {
  std::string text = absl::StrCat(absl::StatusCodeToString(status.code()));
  if (!status.message().empty()) absl::StrAppend(&text, ": ", status.message());
  for (const Violation& violation : FieldViolations(status)) {
    absl::StrAppend(&text, Addition(status.message(), violation));
  }
  return Printable(text);
}

std::string StatusText(const grpc::Status& status) { return StatusText(FromGrpc(status)); }

}  // namespace counterweight::client
