// The command line of `counterweight`: from arguments to a command.
#ifndef COUNTERWEIGHT_CLIENT_COMMAND_LINE_H_
#define COUNTERWEIGHT_CLIENT_COMMAND_LINE_H_

#include <string>
#include <variant>
#include <vector>

#include "client/command.h"

namespace counterweight::client {

// Exit statuses.
inline constexpr int kDone = 0;
inline constexpr int kWorkFailed = 1;
inline constexpr int kWrongCommandLine = 2;

enum class OutputFormat { kTable, kJson };

struct CommandLine {
  std::string server;
  OutputFormat output = OutputFormat::kTable;
  Command command;
};

// An invocation that ends without a call: help and version (kDone, text for standard output) or a
// wrong command line (kWrongCommandLine, text for standard error).
struct EarlyExit {
  int exit_status = kDone;
  std::string text;
};

// arguments: without the program's name. COUNTERWEIGHT_SERVER and COUNTERWEIGHT_OUTPUT are read
// from the environment where --server and --output are not given. Global options may stand before
// or after the command; after `predict` and `weights`, --output is theirs.
std::variant<CommandLine, EarlyExit> ParseCommandLine(const std::vector<std::string>& arguments);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_COMMAND_LINE_H_
