// A peer in Python that a speed program measures beside its own code, in turns.
#ifndef COUNTERWEIGHT_BENCH_PEER_PROCESS_H_
#define COUNTERWEIGHT_BENCH_PEER_PROCESS_H_

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// Runs bench/peers/SCRIPT (see peers/peer_loop.py), which prints "ready" once it is prepared and
// then one number per line that it is sent. The interpreter is $COUNTERWEIGHT_PYTHON, else Debian's
// /usr/bin/python3, where its packages are. One thread a library (OMP_NUM_THREADS=1 and the like).
class PeerProcess {
 public:
  // arguments: of the script. UNAVAILABLE with what is missing if the peer cannot run here.
  static absl::StatusOr<PeerProcess> Start(const std::string& script,
                                           const std::vector<std::string>& arguments);
  // Ends it.
  ~PeerProcess();
  PeerProcess(PeerProcess&& other) noexcept;
  PeerProcess& operator=(PeerProcess&&) = delete;

  pid_t pid() const { return pid_; }

  // The number that the peer answers to `line`. INTERNAL if it answers anything else.
  absl::StatusOr<double> Ask(absl::string_view line);

 private:
  PeerProcess(pid_t pid, FILE* requests, FILE* answers)
      : pid_(pid), requests_(requests), answers_(answers) {}
  absl::StatusOr<std::string> ReadLine();

  pid_t pid_ = -1;
  FILE* requests_ = nullptr;
  FILE* answers_ = nullptr;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_PEER_PROCESS_H_
