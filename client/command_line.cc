#include "client/command_line.h"

#include <CLI/CLI.hpp>
#include <optional>

#include "absl/strings/str_cat.h"
#include "client/connection.h"
#include "client/parse_commands.h"
#include "client/parse_options.h"

namespace counterweight::client {
namespace {

void AddGlobalOptions(CLI::App* app, CommandLine* line) {
  app->add_option("--server", line->server, "HOST:PORT of the server")
      ->envname("COUNTERWEIGHT_SERVER")
      ->capture_default_str()
      ->check(StatusValidator(CheckServer));
  app->add_option_function<std::string>(
         "--output",
         [line](const std::string& format) {
           line->output = format == "json" ? OutputFormat::kJson : OutputFormat::kTable;
         },
         "table or json; default table")
      ->envname("COUNTERWEIGHT_OUTPUT")
      ->check(CLI::IsMember({"table", "json"}));
  app->set_version_flag("--version", absl::StrCat("counterweight ", COUNTERWEIGHT_VERSION));
  // Global options may also stand after the command.
  app->fallthrough();
  app->require_subcommand(1);
}

EarlyExit WrongCommandLine(const CLI::App& app, const std::string& reason) {
  // The deepest command that was understood knows best what would have been right.
  const CLI::App* deepest = &app;
  std::string name = "counterweight";
  while (!deepest->get_subcommands().empty()) {
    deepest = deepest->get_subcommands().front();
    absl::StrAppend(&name, " ", deepest->get_name());
  }
  return {kWrongCommandLine,
          absl::StrCat("counterweight: INVALID_ARGUMENT: ", reason, "\nSee: ", name, " --help\n")};
}

}  // namespace

std::variant<CommandLine, EarlyExit> ParseCommandLine(const std::vector<std::string>& arguments) {
  CLI::App app("Learns from imbalanced tables: the client of a Counterweight server.",
               "counterweight");
  CommandLine line;
  line.server = kDefaultServer;
  std::optional<Command> command;
  AddGlobalOptions(&app, &line);
  AddDatasetsCommands(&app, &command);
  AddJobsCommands(&app, &command);
  AddModelsCommands(&app, &command);
  AddPredictCommands(&app, &command);
  AddBenchCommands(&app, &command);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // CLI11 pops the back
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    return EarlyExit{kDone, app.help()};
  } catch (const CLI::CallForVersion& version) {
    return EarlyExit{kDone, absl::StrCat(version.what(), "\n")};
  } catch (const CLI::Error& error) {
    // A mistyped command is what is wrong, not that none was found.
    const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
    return WrongCommandLine(app, unknown.empty()
                                     ? error.what()
                                     : absl::StrCat("unknown argument \"", unknown.front(), "\""));
  }
  if (!command.has_value()) return WrongCommandLine(app, "a command is required");
  line.command = *std::move(command);
  return line;
}

}  // namespace counterweight::client
