// What the command lines of both executables have in common.
#ifndef COUNTERWEIGHT_SERVER_COMMAND_LINE_H_
#define COUNTERWEIGHT_SERVER_COMMAND_LINE_H_

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <optional>
#include <string>
#include <vector>

namespace counterweight {

// Exit status of a process whose command line was wrong.
inline constexpr int kWrongCommandLine = 2;

// Lets `app` read the arguments (without the program's name). Out: nothing to do but to exit with
// this status (help and version: 0; wrong: 2, said on standard error), or nullopt: go on.
std::optional<int> ReadCommandLine(CLI::App& app, const std::vector<std::string>& arguments);

// argv[1] ...
std::vector<std::string> Arguments(int argc, char** argv);

// The directory of this process's executable.
std::string ExecutableDirectory();

void AddLogLevel(CLI::App& app, std::string& log_level);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_COMMAND_LINE_H_
