// Pages of lists, between the contract's fields and the store's.
#ifndef COUNTERWEIGHT_SERVER_PAGE_CONVERSION_H_
#define COUNTERWEIGHT_SERVER_PAGE_CONVERSION_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "src/store/page.h"

namespace counterweight {

// page_size: 0 is the default, else [1, 1000]; FieldError "page_size".
absl::StatusOr<PageRequest> ToPageRequest(int32_t page_size, const std::string& page_token);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_PAGE_CONVERSION_H_
