// Well-formedness of UTF-8 text.
#ifndef COUNTERWEIGHT_SRC_TABULAR_UTF8_H_
#define COUNTERWEIGHT_SRC_TABULAR_UTF8_H_

#include "absl/strings/string_view.h"

namespace counterweight {

// True if `text` is well-formed UTF-8 (RFC 3629): no overlong form, surrogate, or code point above
// U+10FFFF.
bool IsValidUtf8(absl::string_view text);

// True if every byte is below 0x80.
bool IsAscii(absl::string_view text);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_UTF8_H_
