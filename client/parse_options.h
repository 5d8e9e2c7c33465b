// Options that several commands share. Only the parse_*.cc files include it.
#ifndef COUNTERWEIGHT_CLIENT_PARSE_OPTIONS_H_
#define COUNTERWEIGHT_CLIENT_PARSE_OPTIONS_H_

#include <CLI/App.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/command.h"

namespace counterweight::client {

// A validator from a function that says what is wrong in a status.
CLI::Validator StatusValidator(absl::Status (*check)(absl::string_view));

// Replaces a name of `collection` by its full form; what is no such name is a wrong command line.
CLI::Validator NameTransform(std::string collection);

// Takes 0 to 2^64 - 1 (CLI11 itself reads "-1" as 2^64 - 1).
CLI::Validator UnsignedNumber();

// "key=value" as a pair. at_last: split at the last "=" (a key may hold some), else at the first.
// Throws CLI::ValidationError naming `option` without "=" or with an empty key.
std::pair<std::string, std::string> KeyAndValue(const std::string& option, const std::string& text,
                                                bool at_last);

// Adds --delimiter: one byte, "\t" for a tab; anything else is a wrong command line.
CLI::Option* AddDelimiter(CLI::App* app, std::string* delimiter);

// Adds --page-size (then only one page is fetched) and --page-token to a list command.
template <typename ListCommand>
void AddPaging(CLI::App* app, ListCommand* list) {
  app->add_option_function<int32_t>(
         "--page-size",
         [list](int32_t size) {
           list->request.set_page_size(size);
           list->all_pages = false;
         },
         "one page of this many; without it all pages are followed")
      ->check(CLI::Range(1, 1000));
  app->add_option_function<std::string>(
      "--page-token", [list](const std::string& token) { list->request.set_page_token(token); },
      "where to begin: what the page before named");
}

// A subcommand that builds a command of its own; `complete` may finish it when all is parsed.
template <typename Built>
struct Subcommand {
  CLI::App* app;
  Built* built;
};
template <typename Built>
Subcommand<Built> AddSubcommand(
    CLI::App* parent, const std::string& name, const std::string& description,
    std::optional<Command>* command, std::function<void(Built*)> complete = [](Built*) {}) {
  CLI::App* const app = parent->add_subcommand(name, description);
  const auto built = std::make_shared<Built>();
  app->callback([=] {
    complete(built.get());
    *command = *built;
  });
  return {app, built.get()};
}

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_PARSE_OPTIONS_H_
