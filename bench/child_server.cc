#include "bench/child_server.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/base/durable_file.h"

extern char** environ;

namespace counterweight {
namespace {

constexpr absl::string_view kGreeting = "listening on ";

std::string ReadLine(int descriptor) {
  std::string line;
  char byte = 0;
  while (::read(descriptor, &byte, 1) == 1 && byte != '\n') line += byte;
  return line;
}

absl::StatusOr<pid_t> Spawn(std::vector<std::string>& command, int output) {
  std::vector<char*> arguments;
  for (std::string& part : command) arguments.push_back(part.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return SystemError("run", command[0], error);
  return pid;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildServer>> ChildServer::Start(std::vector<std::string> command) {
  int output[2];
  if (pipe2(output, O_CLOEXEC) != 0) return SystemError("open a pipe for", command[0], errno);
  const absl::StatusOr<pid_t> pid = Spawn(command, output[1]);
  ::close(output[1]);
  std::string line;
  if (pid.ok()) line = ReadLine(output[0]);
  ::close(output[0]);
  if (!pid.ok()) return pid.status();
  std::unique_ptr<ChildServer> server(new ChildServer(*pid));
  absl::string_view address = line;
  if (!absl::ConsumePrefix(&address, kGreeting)) {
    return absl::UnavailableError(absl::StrCat(command[0], " said '", line, "'"));
  }
  server->address_ = std::string(address.substr(0, address.find(',')));
  return server;
}

ChildServer::~ChildServer() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

absl::StatusOr<int64_t> ChildServer::MemoryBytes(absl::string_view field) const {
  const std::string path = absl::StrCat("/proc/", pid_, "/status");
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    absl::string_view rest = line;
    int64_t kibibytes = 0;
    if (absl::ConsumePrefix(&rest, absl::StrCat(field, ":")) && absl::ConsumeSuffix(&rest, "kB") &&
        absl::SimpleAtoi(rest, &kibibytes)) {
      return kibibytes << 10;
    }
  }
  return absl::NotFoundError(absl::StrCat(path, " has no ", field));
}

}  // namespace counterweight
