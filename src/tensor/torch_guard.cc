#include "src/tensor/torch_guard.h"

#include <c10/util/Exception.h>

#include <new>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace counterweight {
namespace {

// LibTorch's CPU allocator reports exhaustion as a plain c10::Error that names it.
constexpr absl::string_view kOutOfMemoryWords = "DefaultCPUAllocator";

std::string Reason(const std::exception& exception) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&exception);
  return torch_error != nullptr ? torch_error->what_without_backtrace() : exception.what();
}

}  // namespace

absl::Status StatusFromException(absl::string_view what, const std::exception& exception) {
  const std::string reason = Reason(exception);
  const std::string message = absl::StrCat(what, ": ", reason);
  const bool out_of_memory = dynamic_cast<const std::bad_alloc*>(&exception) != nullptr ||
                             absl::StrContains(reason, kOutOfMemoryWords);
  return out_of_memory ? absl::ResourceExhaustedError(message) : absl::InternalError(message);
}

}  // namespace counterweight
