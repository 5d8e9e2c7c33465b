// Starts worker processes, restarts those that die, takes the leases of the dead.
#ifndef COUNTERWEIGHT_SRC_JOBS_SUPERVISOR_H_
#define COUNTERWEIGHT_SRC_JOBS_SUPERVISOR_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/base/clock.h"
#include "src/store/job_store.h"

namespace counterweight {

struct SupervisorOptions {
  int workers = 1;  // [0, 64]
  // Program (a path, or a name to find in PATH) and arguments of one worker. In an argument
  // "{owner}" is replaced by the lease owner, new for every start, "{slot}" by 0 .. workers - 1.
  std::vector<std::string> command;
  std::vector<std::string> environment;  // "NAME=value", over this process's own
  int niceness = 10;                     // [-20, 19]; above 0 workers yield the CPU to predictions
  absl::Duration check_interval = absl::Milliseconds(100);
  absl::Duration restart_delay_min = absl::Milliseconds(100);  // doubles for workers that die young
  absl::Duration restart_delay_max = absl::Seconds(10);
};

// Called on the supervisor's thread; empty functions are skipped. Workers that stop in a drain have
// not died.
struct SupervisorObserver {
  std::function<void()> on_worker_started;
  std::function<void(const std::string& reason)> on_worker_died;
};

class Supervisor {
 public:
  // Starts the thread that starts the workers. Workers get SIGTERM if this process dies, no open
  // file of it, no standard input, and its standard error as their standard output.
  // INVALID_ARGUMENT for options out of range or no command. A program that cannot be started is
  // logged and tried again, like one that dies young.
  static absl::StatusOr<std::unique_ptr<Supervisor>> Start(SupervisorOptions options,
                                                           JobStore* store, const Clock* clock,
                                                           SupervisorObserver observer);
  ~Supervisor();  // Drain with a grace of zero, if Drain was not called

  int running_workers() const;
  std::vector<int> worker_pids() const;

  // SIGTERM to all, no more restarts, waits up to `grace`, then SIGKILL; their leases are expired.
  // Thread-safe; a second call waits for the first.
  void Drain(absl::Duration grace);

 private:
  struct State;
  explicit Supervisor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_SUPERVISOR_H_
