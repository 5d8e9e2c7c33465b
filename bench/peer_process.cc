#include "bench/peer_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "src/base/durable_file.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

std::string Interpreter() {
  const char* chosen = std::getenv("COUNTERWEIGHT_PYTHON");
  return chosen != nullptr && *chosen != '\0' ? chosen : "/usr/bin/python3";
}

std::string PeerDirectory() {
  const char* source = std::getenv("COUNTERWEIGHT_SOURCE_DIR");
  return absl::StrCat(source == nullptr ? "." : source, "/bench/peers");
}

// In the child. Never returns.
[[noreturn]] void Become(std::vector<std::string>& command, int input, int output) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  for (const char* variable : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"}) {
    setenv(variable, "1", 1);
  }
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& part : command) arguments.push_back(part.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

absl::StatusOr<PeerProcess> PeerProcess::Start(const std::string& script,
                                               const std::vector<std::string>& arguments) {
  std::signal(SIGPIPE,
              SIG_IGN);  // a peer that ended is an error of Ask, not the end of the program
  std::vector<std::string> command = {Interpreter(), absl::StrCat(PeerDirectory(), "/", script)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  int requests[2], answers[2];
  if (pipe2(requests, O_CLOEXEC) != 0) return SystemError("start", command[1], errno);
  if (pipe2(answers, O_CLOEXEC) != 0) return SystemError("start", command[1], errno);
  const pid_t pid = fork();
  if (pid < 0) return SystemError("start", command[1], errno);
  if (pid == 0) Become(command, requests[0], answers[1]);
  close(requests[0]);
  close(answers[1]);
  PeerProcess peer(pid, fdopen(requests[1], "w"), fdopen(answers[0], "r"));
  const absl::StatusOr<std::string> greeting = peer.ReadLine();
  if (greeting.ok() && *greeting == "ready") return peer;
  return absl::UnavailableError(
      greeting.ok() ? *greeting : absl::StrCat("cannot run ", command[0], " ", command[1]));
}

PeerProcess::PeerProcess(PeerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      requests_(std::exchange(other.requests_, nullptr)),
      answers_(std::exchange(other.answers_, nullptr)) {}

PeerProcess::~PeerProcess() {
  if (pid_ < 0) return;
  fclose(requests_);
  fclose(answers_);
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

absl::StatusOr<double> PeerProcess::Ask(absl::string_view line) {
  if (fprintf(requests_, "%s\n", std::string(line).c_str()) < 0 || fflush(requests_) != 0) {
    return absl::InternalError("the peer has ended");
  }
  CW_ASSIGN_OR_RETURN(const std::string answer, ReadLine());
  double value = 0;
  if (absl::SimpleAtod(answer, &value)) return value;
  return absl::InternalError(absl::StrCat("the peer answered '", answer, "' to '", line, "'"));
}

absl::StatusOr<std::string> PeerProcess::ReadLine() {
  std::string line;
  for (int next = fgetc(answers_); next != EOF; next = fgetc(answers_)) {
    if (next == '\n') return line;
    line.push_back(static_cast<char>(next));
  }
  return absl::InternalError("the peer has ended");
}

}  // namespace counterweight
