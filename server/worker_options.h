// The command line of counterweight-worker.
#ifndef COUNTERWEIGHT_SERVER_WORKER_OPTIONS_H_
#define COUNTERWEIGHT_SERVER_WORKER_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace counterweight {

struct WorkerOptions {
  std::string data_dir;
  std::string owner;              // of leases, unique per process; default: "host:pid:random"
  std::string slot = "external";  // label of the worker in metrics and logs
  int threads = 1;                // [1, 64]
  absl::Duration lease = absl::Seconds(15);
  absl::Duration checkpoint_interval = absl::Seconds(5);
  std::string log_level = "info";
};

struct ParsedWorkerOptions {
  std::optional<WorkerOptions> options;
  int exit_status = 0;
};

// arguments: without the program's name. Prints as ParseServerOptions does.
ParsedWorkerOptions ParseWorkerOptions(const std::vector<std::string>& arguments);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_WORKER_OPTIONS_H_
