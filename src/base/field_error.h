// Errors that name the request field at fault, carried as a payload of the status.
#ifndef COUNTERWEIGHT_SRC_BASE_FIELD_ERROR_H_
#define COUNTERWEIGHT_SRC_BASE_FIELD_ERROR_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// INVALID_ARGUMENT whose message is "field: description" and whose payload is the field.
// field: path from the request message, for example "spec.label_column".
absl::Status FieldError(absl::string_view field, absl::string_view description);

// The field of a status made by FieldError, if it is one.
std::optional<std::string> ErrorField(const absl::Status& status);

// `status` with `prefix` before its message; code and payloads stay.
absl::Status Annotate(const absl::Status& status, absl::string_view prefix);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_FIELD_ERROR_H_
