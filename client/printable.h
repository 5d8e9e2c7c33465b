// Foreign text made safe for a terminal.
#ifndef COUNTERWEIGHT_CLIENT_PRINTABLE_H_
#define COUNTERWEIGHT_CLIENT_PRINTABLE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace counterweight::client {

// `text` with control characters escaped ("\n", "\t", "\x1b"): names and messages come from other
// people's data and must neither break a line nor steer the terminal.
std::string Printable(absl::string_view text);

// Characters of UTF-8 text, taken as one terminal column each.
size_t DisplayWidth(absl::string_view text);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_PRINTABLE_H_
