// A server program of ours as a child process of a speed program.
#ifndef COUNTERWEIGHT_BENCH_CHILD_SERVER_H_
#define COUNTERWEIGHT_BENCH_CHILD_SERVER_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// Runs until destruction, which ends it by SIGTERM and waits.
class ChildServer {
 public:
  // command: program and arguments. The program's first line of output must begin with "listening
  // on ADDRESS", followed by a comma or the line's end. UNAVAILABLE if it does not.
  static absl::StatusOr<std::unique_ptr<ChildServer>> Start(std::vector<std::string> command);
  ~ChildServer();
  ChildServer(const ChildServer&) = delete;
  ChildServer& operator=(const ChildServer&) = delete;

  const std::string& address() const { return address_; }
  // A line of /proc/PID/status that counts memory, in bytes: "VmRSS" is held now, "VmHWM" was at
  // most so far.
  absl::StatusOr<int64_t> MemoryBytes(absl::string_view field) const;

 private:
  explicit ChildServer(pid_t pid) : pid_(pid) {}

  const pid_t pid_;
  std::string address_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_CHILD_SERVER_H_
