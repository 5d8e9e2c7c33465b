// `counterweight`: the command line of a Counterweight server.
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "client/command_line.h"
#include "client/connection.h"
#include "client/progress_bar.h"
#include "client/run_command.h"
#include "client/status_text.h"

namespace counterweight::client {
namespace {

int Finish(const EarlyExit& exit) {
  (exit.exit_status == kDone ? std::cout : std::cerr) << exit.text << std::flush;
  return exit.exit_status;
}

int Execute(const CommandLine& line) {
  CommandContext context;
  context.channel = Connect(line.server);
  context.output = line.output;
  context.in = &std::cin;
  context.out = &std::cout;
  context.err = &std::cerr;
  context.err_width = StandardErrorWidth();
  const absl::Status status = RunCommand(line.command, context);
  if (status.ok()) return kDone;
  std::cerr << "counterweight: " << StatusText(status) << "\n";
  return kWorkFailed;
}

int Main(const std::vector<std::string>& arguments) {
  const std::variant<CommandLine, EarlyExit> parsed = ParseCommandLine(arguments);
  if (const auto* exit = std::get_if<EarlyExit>(&parsed)) return Finish(*exit);
  return Execute(std::get<CommandLine>(parsed));
}

}  // namespace
}  // namespace counterweight::client

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);  // large inputs and outputs pass through the standard streams
  try {
    return counterweight::client::Main(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {  // out of memory, out of threads
    std::cerr << "counterweight: INTERNAL: " << error.what() << "\n";
    return counterweight::client::kWorkFailed;
  }
}
