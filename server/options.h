// The command line of counterweightd.
#ifndef COUNTERWEIGHT_SERVER_OPTIONS_H_
#define COUNTERWEIGHT_SERVER_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/listen_address.h"
#include "src/tabular/csv_intake.h"

namespace counterweight {

struct ServerOptions {
  ListenAddress listen{"127.0.0.1", 8470};
  ListenAddress metrics_listen{"127.0.0.1", 9470};
  bool insecure = false;  // listen on other than loopback addresses, without TLS
  std::string data_dir;
  int workers = 1;         // [0, 64]
  int worker_threads = 1;  // of each worker, [1, 64]
  std::string worker_binary;
  int max_attempts = 3;                           // of a job, [1, 100]
  int64_t max_message_bytes = int64_t{64} << 20;  // [5 MiB, 1 GiB]: a chunk of 4 MiB must fit
  absl::Duration lease = absl::Seconds(15);       // [1 s, 1 h]
  absl::Duration checkpoint_interval = absl::Seconds(5);  // [0 s, 1 h]
  absl::Duration drain = absl::Seconds(30);               // [1 s, 1 h]
  int loaded_models = 64;                                 // [1, 10000]
  int max_uploads = 64;                                   // at a time, [1, 10000]
  std::string log_level = "info";
  IntakeLimits intake;
};

// The outcome of reading a command line: options to run with, or the process's exit status.
struct ParsedServerOptions {
  std::optional<ServerOptions> options;
  int exit_status = 0;
};

// arguments: without the program's name. Also reads the TOML file named by --config, whose keys are
// the flags' names; flags win over it. Prints help (status 0) to standard output, and what is wrong
// (status 2) to standard error.
ParsedServerOptions ParseServerOptions(const std::vector<std::string>& arguments);

// What single flags cannot say: FAILED_PRECONDITION if an address is not loopback without
// `insecure`.
absl::Status ValidateServerOptions(const ServerOptions& options);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_OPTIONS_H_
