// Names of datasets, jobs and models as people type them.
#ifndef COUNTERWEIGHT_CLIENT_RESOURCE_NAME_H_
#define COUNTERWEIGHT_CLIENT_RESOURCE_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight::client {

// The full name: "ds-abc" and "datasets/ds-abc" of the collection "datasets" both give the latter.
// INVALID_ARGUMENT: empty, or a name of another collection.
absl::StatusOr<std::string> ResourceName(absl::string_view collection, absl::string_view typed);

// The last part: "ds-abc" of "datasets/ds-abc".
absl::string_view ResourceId(absl::string_view name);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_RESOURCE_NAME_H_
