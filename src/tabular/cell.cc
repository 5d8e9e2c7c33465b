#include "src/tabular/cell.h"

#include <fast_float/fast_float.h>

#include <cmath>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace counterweight {

bool IsMissingCell(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  switch (text.size()) {
    case 0:
      return true;
    case 1:
      return text[0] == '?';
    case 2:
      return absl::EqualsIgnoreCase(text, "na");
    case 3:
      return absl::EqualsIgnoreCase(text, "nan") || absl::EqualsIgnoreCase(text, "n/a");
    case 4:
      return absl::EqualsIgnoreCase(text, "null") || absl::EqualsIgnoreCase(text, "none");
    default:
      return false;
  }
}

std::optional<double> ParseNumber(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  // fast_float takes a minus sign only.
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  double value = 0;
  const char* const end = text.data() + text.size();
  const fast_float::from_chars_result result = fast_float::from_chars(text.data(), end, value);
  // Out of range: the value is then the infinity or zero that the number rounds to.
  if (result.ec != std::errc() && result.ec != std::errc::result_out_of_range) return std::nullopt;
  if (result.ptr != end || std::isnan(value)) return std::nullopt;
  return value;
}

std::optional<bool> ParseBoolean(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (text.empty() || text.size() > 5) return std::nullopt;
  for (const absl::string_view word : {"true", "t", "yes", "y"}) {
    if (absl::EqualsIgnoreCase(text, word)) return true;
  }
  for (const absl::string_view word : {"false", "f", "no", "n"}) {
    if (absl::EqualsIgnoreCase(text, word)) return false;
  }
  return std::nullopt;
}

std::optional<bool> ParseBooleanOrDigit(absl::string_view text) {
  if (const std::optional<bool> value = ParseBoolean(text)) return value;
  const std::optional<double> number = ParseNumber(text);
  if (number == 0.0) return false;
  if (number == 1.0) return true;
  return std::nullopt;
}

}  // namespace counterweight
