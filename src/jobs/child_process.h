// One child process: started, watched, signalled, reaped.
#ifndef COUNTERWEIGHT_SRC_JOBS_CHILD_PROCESS_H_
#define COUNTERWEIGHT_SRC_JOBS_CHILD_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace counterweight {

struct ChildOptions {
  std::vector<std::string> command;      // program (path, or name to find in PATH) and arguments
  std::vector<std::string> environment;  // "NAME=value", over this process's own
  int niceness = 0;
};

// Reaps no process but its own. Thread safety: one thread at a time.
class ChildProcess {
 public:
  // The child starts with default signal handlers, nothing blocked, standard input empty, standard
  // output on our standard error and no other descriptor; it gets SIGTERM when the *thread* that
  // called Start ends, so call it from one that lives as long as the child should.
  // Errors: as SystemError, with what kept the program from running.
  static absl::StatusOr<ChildProcess> Start(const ChildOptions& options);
  // A child that was not reaped is killed.
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  ChildProcess& operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
  }

  pid_t pid() const { return pid_; }
  void Signal(int signal_number) const;
  // How it ended, for people ("killed by signal 9", "exited with status 3"), and reaps it; nullopt
  // while it runs. Not after it gave an answer.
  std::optional<std::string> Poll();
  // The same, waiting for the end.
  std::string Wait();

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  std::optional<std::string> Reap(int options);

  pid_t pid_ = -1;  // -1: reaped, or moved from
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_CHILD_PROCESS_H_
