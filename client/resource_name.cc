#include "client/resource_name.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace counterweight::client {

absl::StatusOr<std::string> ResourceName(absl::string_view collection, absl::string_view typed) {
  const std::string prefix = absl::StrCat(collection, "/");
  const absl::string_view id = absl::StripPrefix(typed, prefix);
  if (id.empty() || absl::StrContains(id, '/')) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", typed, "\" is not a name of the form \"", prefix, "ID\" or \"ID\""));
  }
  return absl::StrCat(prefix, id);
}

absl::string_view ResourceId(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == absl::string_view::npos ? name : name.substr(slash + 1);
}

}  // namespace counterweight::client
