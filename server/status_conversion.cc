#include "server/status_conversion.h"

#include <optional>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "src/base/field_error.h"

namespace counterweight {
namespace {

// Headers of more than 8 KiB in all are refused by common proxies and clients; the details repeat
// the message twice.
constexpr size_t kMaximumMessageBytes = 2048;

// `text` up to the limit, never in the middle of a UTF-8 character.
std::string Shortened(absl::string_view text) {
  if (text.size() <= kMaximumMessageBytes) return std::string(text);
  size_t end = kMaximumMessageBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string FieldDetails(const absl::Status& status, const std::string& message,
                         const std::string& field) {
  google::rpc::BadRequest bad_request;
  google::rpc::BadRequest::FieldViolation* violation = bad_request.add_field_violations();
  violation->set_field(Shortened(field));
  violation->set_description(message);
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(message);
  details.add_details()->PackFrom(bad_request);
  return details.SerializeAsString();
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  // Both enumerations number the codes as google.rpc.Code does.
  const auto code = static_cast<grpc::StatusCode>(status.code());
  const std::string message = Shortened(status.message());
  const std::optional<std::string> field = ErrorField(status);
  if (!field.has_value()) return grpc::Status(code, message);
  return grpc::Status(code, message, FieldDetails(status, message, *field));
}

}  // namespace counterweight
