#include "client/request_id.h"

#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"

namespace counterweight::client {

std::string NewRequestId() {
  std::random_device source;
  std::string id;
  for (int part = 0; part < 4; ++part) {
    absl::StrAppend(&id, absl::Hex(static_cast<uint32_t>(source()), absl::kZeroPad8));
  }
  return id;
}

}  // namespace counterweight::client
