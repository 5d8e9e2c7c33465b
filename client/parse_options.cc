#include "client/parse_options.h"

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/resource_name.h"

namespace counterweight::client {

CLI::Validator StatusValidator(absl::Status (*check)(absl::string_view)) {
  return CLI::Validator([check](std::string& text) { return std::string(check(text).message()); },
                        "");
}

CLI::Validator NameTransform(std::string collection) {
  const auto transform = [collection = std::move(collection)](std::string& typed) -> std::string {
    absl::StatusOr<std::string> name = ResourceName(collection, typed);
    if (!name.ok()) return std::string(name.status().message());
    typed = *std::move(name);
    return "";
  };
  return CLI::Validator(transform, "");
}

CLI::Validator UnsignedNumber() {
  const auto check = [](std::string& text) -> std::string {
    uint64_t number = 0;
    if (absl::SimpleAtoi(text, &number)) return "";
    return absl::StrCat("\"", text, "\" is not a whole number of 0 to 2^64 - 1");
  };
  return CLI::Validator(check, "");
}

std::pair<std::string, std::string> KeyAndValue(const std::string& option, const std::string& text,
                                                bool at_last) {
  const size_t equals = at_last ? text.rfind('=') : text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError(option,
                               absl::StrCat("\"", text, "\" is not of the form NAME=VALUE"));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

CLI::Option* AddDelimiter(CLI::App* app, std::string* delimiter) {
  const auto check = [](std::string& text) -> std::string {
    constexpr absl::string_view kRefused("\"\r\n\0", 4);
    if (text == "\\t") text = "\t";
    if (text.size() == 1 && !absl::StrContains(kRefused, text)) return "";
    return absl::StrCat("\"", text, "\" is not a delimiter: one byte, no quote or line end");
  };
  return app->add_option("--delimiter", *delimiter, "one byte, \\t for a tab; default a comma")
      ->transform(CLI::Validator(check, ""));
}

}  // namespace counterweight::client
