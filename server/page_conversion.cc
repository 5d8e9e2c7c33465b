#include "server/page_conversion.h"

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"

namespace counterweight {
namespace {

constexpr int32_t kMaximumPageSize = 1000;

}  // namespace

absl::StatusOr<PageRequest> ToPageRequest(int32_t page_size, const std::string& page_token) {
  if (page_size < 0 || page_size > kMaximumPageSize) {
    return FieldError("page_size", absl::StrCat(page_size, " is not within 0 (the default) to ",
                                                kMaximumPageSize));
  }
  PageRequest request;
  if (page_size > 0) request.size = page_size;
  request.token = page_token;
  return request;
}

}  // namespace counterweight
