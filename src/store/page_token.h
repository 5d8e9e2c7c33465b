// Tokens that say where the next page of a list begins.
#ifndef COUNTERWEIGHT_SRC_STORE_PAGE_TOKEN_H_
#define COUNTERWEIGHT_SRC_STORE_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/store/page.h"

namespace counterweight {

// FieldError "page_size" unless it is in [1, 1000].
absl::Status CheckPageSize(const PageRequest& page);

// list: names the list and its filter, so that a token of one is not taken by another.
// ordinal: of the last row shown; the next page is below it. Safe in URLs.
std::string EncodePageToken(absl::string_view list, int64_t ordinal);

// The ordinal that the next page stays below; an empty token is the first page, above every row.
// FieldError "page_token" if it is no token of this list. The check catches mistakes, not forgery:
// an ordinal gives access to nothing.
absl::StatusOr<int64_t> DecodePageToken(absl::string_view list, absl::string_view token);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_PAGE_TOKEN_H_
