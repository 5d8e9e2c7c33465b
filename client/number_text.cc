#include "client/number_text.h"

#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace counterweight::client {
namespace {

template <typename Number>
std::string Shortest(Number number) {
  if (std::isnan(number)) return "nan";  // a sign means nothing there
  char buffer[64];                       // a double's shortest form has at most 24 characters
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof(buffer), number);
  return std::string(buffer, end.ptr);
}

}  // namespace

std::string ExactText(float number) { return Shortest(number); }
std::string ExactText(double number) { return Shortest(number); }

std::string RoundedText(double number, int decimals) {
  return std::isnan(number) ? "-" : absl::StrFormat("%.*f", decimals, number);
}

std::string ShortText(double number) {
  return std::isnan(number) ? "-" : absl::StrFormat("%.6g", number);
}

std::string BytesText(int64_t bytes) {
  if (bytes < 1024) return absl::StrCat(bytes, " B");
  constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB"};
  double amount = static_cast<double>(bytes) / 1024;
  int unit = 0;
  while (amount >= 1024 && unit < 3) {
    amount /= 1024;
    ++unit;
  }
  return absl::StrFormat("%.1f %s", amount, kUnits[unit]);
}

std::string DurationText(absl::Duration duration) {
  if (duration < absl::ZeroDuration() || duration == absl::InfiniteDuration()) return "?";
  const int64_t seconds = absl::ToInt64Seconds(duration + absl::Milliseconds(500));
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 3600) return absl::StrFormat("%dm%02ds", seconds / 60, seconds % 60);
  return absl::StrFormat("%dh%02dm", seconds / 3600, seconds / 60 % 60);
}

}  // namespace counterweight::client
