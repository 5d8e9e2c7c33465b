// Resource names (AIP-122): "datasets/{id}", "jobs/{id}", "models/{id}", and fresh ids.
#ifndef COUNTERWEIGHT_SRC_APPLICATION_RESOURCE_NAME_H_
#define COUNTERWEIGHT_SRC_APPLICATION_RESOURCE_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

inline constexpr absl::string_view kDatasetCollection = "datasets";
inline constexpr absl::string_view kJobCollection = "jobs";
inline constexpr absl::string_view kModelCollection = "models";

std::string ResourceName(absl::string_view collection, absl::string_view id);

// The id in `name`. FieldError(field, ...) if it is not of the collection or the id has characters
// other than a-z, A-Z, 0-9, "-", "_", "." or more than 128 of them.
absl::StatusOr<std::string> ParseResourceName(absl::string_view name, absl::string_view collection,
                                              absl::string_view field);

// prefix + 16 characters of a-z2-7 (80 random bits of the system's generator), "ds-...".
std::string NewId(absl::string_view prefix);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_APPLICATION_RESOURCE_NAME_H_
