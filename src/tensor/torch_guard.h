// Where exceptions of LibTorch end and absl::Status begins.
#ifndef COUNTERWEIGHT_SRC_TENSOR_TORCH_GUARD_H_
#define COUNTERWEIGHT_SRC_TENSOR_TORCH_GUARD_H_

#include <exception>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// The status of an exception that came out of `what`: RESOURCE_EXHAUSTED if memory ran out, else
// INTERNAL; the message is "what: reason", without LibTorch's backtrace.
absl::Status StatusFromException(absl::string_view what, const std::exception& exception);

// Calls `function`, which returns a Status or a StatusOr, and turns what it throws into a status.
// LibTorch throws c10::Error and plain std::runtime_error; both are std::exception.
template <typename Function>
std::invoke_result_t<Function> GuardTorch(absl::string_view what, Function&& function) {
  try {
    return std::forward<Function>(function)();
  } catch (const std::exception& exception) {
    return StatusFromException(what, exception);
  }
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TENSOR_TORCH_GUARD_H_
