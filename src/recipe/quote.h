// A client's text in an error message.
#ifndef COUNTERWEIGHT_SRC_RECIPE_QUOTE_H_
#define COUNTERWEIGHT_SRC_RECIPE_QUOTE_H_

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// A client's text as it may appear in a message: printable and short.
inline std::string Quote(absl::string_view text) {
  constexpr size_t kShownBytes = 60;
  const bool cut = text.size() > kShownBytes;
  return absl::StrCat("\"", absl::CHexEscape(text.substr(0, kShownBytes)), cut ? "...\"" : "\"");
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_RECIPE_QUOTE_H_
