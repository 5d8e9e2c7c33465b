// Retries of a create (AIP-155): the same request_id with the same request makes one resource.
#ifndef COUNTERWEIGHT_SRC_APPLICATION_REQUEST_ID_H_
#define COUNTERWEIGHT_SRC_APPLICATION_REQUEST_ID_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"

namespace counterweight {

inline constexpr size_t kMaximumRequestIdBytes = 128;

inline absl::Status ValidateRequestId(const std::string& request_id) {
  if (request_id.size() <= kMaximumRequestIdBytes) return absl::OkStatus();
  return FieldError("request_id", absl::StrCat(request_id.size(), " bytes; at most ",
                                               kMaximumRequestIdBytes, " are allowed"));
}

// The record that an earlier request of this id made, if there was one. Store: DatasetStore or
// JobStore. ALREADY_EXISTS if that request was another one (its fingerprint differs).
template <typename Record, typename Store>
absl::StatusOr<std::optional<Record>> FindEarlierRequest(Store& store,
                                                         const std::string& request_id,
                                                         const std::string& fingerprint) {
  if (request_id.empty()) return std::nullopt;
  CW_ASSIGN_OR_RETURN(std::optional<Record> record, store.FindByRequestId(request_id));
  if (record.has_value() && record->request_fingerprint != fingerprint) {
    return absl::AlreadyExistsError(
        absl::StrCat("request_id \"", request_id, "\" was used before with another spec"));
  }
  return record;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_APPLICATION_REQUEST_ID_H_
