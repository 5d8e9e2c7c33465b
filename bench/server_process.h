// A gRPC server that a speed program starts, asks for its costs, and ends.
#ifndef COUNTERWEIGHT_BENCH_SERVER_PROCESS_H_
#define COUNTERWEIGHT_BENCH_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// A program of this build that prints "listening on HOST:PORT..." once it serves.
class ServerProcess {
 public:
  // program: a path, or a name without '/' in $COUNTERWEIGHT_BIN, else build/release/bin.
  // UNAVAILABLE if it does not come up.
  static absl::StatusOr<ServerProcess> Start(const std::string& program,
                                             const std::vector<std::string>& arguments);
  // Ends it and waits for it.
  ~ServerProcess();
  ServerProcess(ServerProcess&& other) noexcept;
  ServerProcess& operator=(ServerProcess&&) = delete;

  const std::string& address() const { return address_; }
  pid_t pid() const { return pid_; }

 private:
  ServerProcess(pid_t pid, std::string address) : pid_(pid), address_(std::move(address)) {}

  pid_t pid_ = -1;
  std::string address_;  // HOST:PORT
};

// counterweightd over `directory` on a free port.
absl::StatusOr<ServerProcess> StartCounterweight(const std::string& directory, int workers);

// 127.0.0.1:PORT, of a port that a peer answered.
std::string LocalAddress(double port);

// CPU seconds of another process so far, all its threads; NaN if there is none.
double CpuSecondsOf(pid_t pid);
// Its memory in MiB, by a line of /proc/PID/status: "VmRSS" is held now, "VmHWM" was at most so
// far; NaN if there is none.
double MebibytesOf(pid_t pid, absl::string_view line);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_SERVER_PROCESS_H_
