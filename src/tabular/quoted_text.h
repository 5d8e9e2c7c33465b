// A value from a foreign file, fit to stand in an error message.
#ifndef COUNTERWEIGHT_SRC_TABULAR_QUOTED_TEXT_H_
#define COUNTERWEIGHT_SRC_TABULAR_QUOTED_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace counterweight {

// `text` in double quotes, control characters escaped, cut after about 60 bytes (at a character)
// with "..." in place of the rest. text: valid UTF-8; so is the result.
std::string QuotedText(absl::string_view text);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_QUOTED_TEXT_H_
