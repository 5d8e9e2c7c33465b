#include "src/tabular/quoted_text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace counterweight {
namespace {

constexpr size_t kShownBytes = 60;

// The longest start of at most `size` bytes that ends with a whole character.
absl::string_view Start(absl::string_view text, size_t size) {
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

}  // namespace

std::string QuotedText(absl::string_view text) {
  if (text.size() <= kShownBytes) return absl::StrCat("\"", absl::Utf8SafeCHexEscape(text), "\"");
  return absl::StrCat("\"", absl::Utf8SafeCHexEscape(Start(text, kShownBytes)), "...\"");
}

}  // namespace counterweight
