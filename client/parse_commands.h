// The subcommands of the command line, one file per noun. Each sets *command when it was given and
// is complete; an argument that is wrong throws CLI::ValidationError, which ParseCommandLine
// catches.
#ifndef COUNTERWEIGHT_CLIENT_PARSE_COMMANDS_H_
#define COUNTERWEIGHT_CLIENT_PARSE_COMMANDS_H_

#include <CLI/App.hpp>
#include <optional>

#include "client/command.h"

namespace counterweight::client {

// app and command: borrowed until parsing has ended.
void AddDatasetsCommands(CLI::App* app, std::optional<Command>* command);
void AddJobsCommands(CLI::App* app, std::optional<Command>* command);
void AddModelsCommands(CLI::App* app, std::optional<Command>* command);
// predict and weights.
void AddPredictCommands(CLI::App* app, std::optional<Command>* command);
void AddBenchCommands(CLI::App* app, std::optional<Command>* command);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_PARSE_COMMANDS_H_
