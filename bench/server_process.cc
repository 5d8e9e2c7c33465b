#include "bench/server_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/base/durable_file.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr absl::string_view kGreeting = "listening on ";

std::string ProgramPath(const std::string& program) {
  if (absl::StrContains(program, '/')) return program;
  const char* binaries = std::getenv("COUNTERWEIGHT_BIN");
  return absl::StrCat(binaries == nullptr ? "build/release/bin" : binaries, "/", program);
}

// In the child. Never returns.
[[noreturn]] void Become(std::vector<std::string>& command, int output) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  dup2(output, STDOUT_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& part : command) arguments.push_back(part.data());
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

std::string FirstLine(int descriptor) {
  std::string line;
  char next = 0;
  while (read(descriptor, &next, 1) == 1 && next != '\n') line.push_back(next);
  return line;
}

}  // namespace

absl::StatusOr<ServerProcess> ServerProcess::Start(const std::string& program,
                                                   const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {ProgramPath(program)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  int output[2];
  if (pipe2(output, O_CLOEXEC) != 0) return SystemError("start", command[0], errno);
  const pid_t pid = fork();
  if (pid < 0) return SystemError("start", command[0], errno);
  if (pid == 0) Become(command, output[1]);
  close(output[1]);
  const std::string line = FirstLine(output[0]);
  close(output[0]);
  ServerProcess server(pid, "");
  if (!absl::StartsWith(line, kGreeting)) {
    return absl::UnavailableError(absl::StrCat(command[0], " did not start: '", line, "'"));
  }
  const std::vector<std::string> parts = absl::StrSplit(line.substr(kGreeting.size()), ',');
  server.address_ = parts.front();
  return server;
}

ServerProcess::ServerProcess(ServerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), address_(std::move(other.address_)) {}

ServerProcess::~ServerProcess() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

absl::StatusOr<ServerProcess> StartCounterweight(const std::string& directory, int workers) {
  return ServerProcess::Start("counterweightd",
                              {absl::StrCat("--data-dir=", directory), "--listen=127.0.0.1:0",
                               "--metrics-listen=127.0.0.1:0", absl::StrCat("--workers=", workers),
                               "--drain-seconds=1", "--log-level=warning"});
}

std::string LocalAddress(double port) { return absl::StrCat("127.0.0.1:", static_cast<int>(port)); }

double CpuSecondsOf(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return kUnknown;
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double MebibytesOf(pid_t pid, absl::string_view line) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  for (std::string text; std::getline(status, text);) {
    int64_t kibibytes = 0;
    if (!absl::StartsWith(text, absl::StrCat(line, ":"))) continue;
    const std::vector<std::string> words =
        absl::StrSplit(text.substr(line.size() + 1), absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (!words.empty() && absl::SimpleAtoi(words[0], &kibibytes)) {
      return static_cast<double>(kibibytes) / 1024;
    }
  }
  return kUnknown;
}

}  // namespace counterweight
