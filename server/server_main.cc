// counterweightd: reads the command line, runs the server until a signal, drains.
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/command_line.h"
#include "server/counterweight_server.h"
#include "server/options.h"
#include "server/shutdown_signals.h"
#include "src/base/clock.h"
#include "src/base/log.h"

namespace counterweight {
namespace {

// Of the time to drain, what is kept for closing files and ending threads.
constexpr double kGraceShare = 0.9;

// Ends the process when the time to drain is over, whatever still runs (nothing acknowledged can be
// lost), and at once on a second signal.
void EnforceDrain(absl::Duration limit) {
  std::thread([limit] {
    const std::optional<int> signal = WaitForShutdownSignal(limit);
    LogWarning(signal.has_value() ? "second signal: exiting at once"
                                  : "the time to drain is over: exiting with work cut off");
    _exit(signal.has_value() ? EXIT_FAILURE : EXIT_SUCCESS);
  }).detach();
}

int Serve(const ServerOptions& options) {
  const SystemClock clock;
  absl::StatusOr<std::unique_ptr<CounterweightServer>> server =
      CounterweightServer::Start(options, &clock);
  if (!server.ok()) {
    LogError(server.status().ToString());
    return EXIT_FAILURE;
  }
  // Scripts wait for this line; it is the only one on standard output.
  std::cout << "listening on " << (*server)->address() << ", metrics on "
            << (*server)->metrics_address() << std::endl;
  const int signal = WaitForShutdownSignal();
  LogInfo(absl::StrCat("signal ", signal, ": draining for up to ",
                       absl::FormatDuration(options.drain)));
  EnforceDrain(options.drain);
  (*server)->Drain(options.drain * kGraceShare);
  server->reset();
  LogInfo("drained");
  return EXIT_SUCCESS;
}

int Main(int argc, char** argv) {
  BlockShutdownSignals();
  const ParsedServerOptions parsed = ParseServerOptions(Arguments(argc, argv));
  if (!parsed.options.has_value()) return parsed.exit_status;
  InitializeLog("server", parsed.options->log_level);
  try {
    return Serve(*parsed.options);
  } catch (const std::exception& error) {  // no memory, no threads
    LogError(absl::StrCat("cannot go on: ", error.what()));
    return EXIT_FAILURE;
  }
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
