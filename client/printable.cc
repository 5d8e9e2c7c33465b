#include "client/printable.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace counterweight::client {

std::string Printable(absl::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte == '\n') {
      absl::StrAppend(&printable, "\\n");
    } else if (byte == '\t') {
      absl::StrAppend(&printable, "\\t");
    } else if (byte < 0x20 || byte == 0x7f) {
      absl::StrAppendFormat(&printable, "\\x%02x", byte);
    } else {
      printable.push_back(character);
    }
  }
  return printable;
}

size_t DisplayWidth(absl::string_view text) {
  // Continuation bytes (10xxxxxx) belong to the character that began before them.
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char character) {
    return (static_cast<unsigned char>(character) & 0xc0) != 0x80;
  }));
}

}  // namespace counterweight::client
