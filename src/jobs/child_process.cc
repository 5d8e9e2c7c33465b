#include "src/jobs/child_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "src/base/durable_file.h"

extern char** environ;

namespace counterweight {
namespace {

// What exec takes, laid out before the fork: the child of a process with threads must not allocate.
class ExecImage {
 public:
  explicit ExecImage(const ChildOptions& options)
      : arguments_(options.command), environment_(options.environment) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      if (!IsOverridden(*entry, options.environment)) environment_.emplace_back(*entry);
    }
    argument_pointers_ = Pointers(arguments_);
    environment_pointers_ = Pointers(environment_);
  }

  const char* program() const { return argument_pointers_.front(); }
  char* const* arguments() const { return argument_pointers_.data(); }
  char* const* environment() const { return environment_pointers_.data(); }

 private:
  static bool IsOverridden(absl::string_view entry, const std::vector<std::string>& overrides) {
    const absl::string_view name = entry.substr(0, entry.find('='));
    for (const std::string& other : overrides) {
      if (absl::StartsWith(other, absl::StrCat(name, "="))) return true;
    }
    return false;
  }

  static std::vector<char*> Pointers(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
  }

  std::vector<std::string> arguments_, environment_;
  std::vector<char*> argument_pointers_, environment_pointers_;
};

// In the child: our handlers are gone with exec, but ignored signals would stay ignored.
void ResetSignals() {
  struct sigaction by_default;
  std::memset(&by_default, 0, sizeof(by_default));
  by_default.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &by_default, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// In the child: only async-signal-safe calls from here to exec.
[[noreturn]] void BecomeProgram(const ExecImage& image, int niceness, pid_t parent, int error_fd) {
  ResetSignals();
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  ::setpriority(PRIO_PROCESS, 0, niceness);
  const int empty = ::open("/dev/null", O_RDONLY);
  if (empty >= 0) ::dup2(empty, STDIN_FILENO);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  // Also descriptors that some library opened without O_CLOEXEC. error_fd must still work if exec
  // fails, hence not closed at once.
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  ::execvpe(image.program(), image.arguments(), image.environment());
  const int error_number = errno;
  [[maybe_unused]] const ssize_t ignored = ::write(error_fd, &error_number, sizeof(error_number));
  ::_exit(127);
}

// Blocks every signal while it lives: between fork and ResetSignals the child must not run handlers
// that were written for this process.
class SignalBlock {
 public:
  SignalBlock() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &previous_);
  }
  ~SignalBlock() { ::pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }
  SignalBlock(const SignalBlock&) = delete;
  SignalBlock& operator=(const SignalBlock&) = delete;

 private:
  sigset_t previous_;
};

// The errno that the child wrote because exec failed; 0 if exec closed the pipe.
int ReadError(int fd) {
  int error_number = 0;
  ssize_t count;
  do {
    count = ::read(fd, &error_number, sizeof(error_number));
  } while (count < 0 && errno == EINTR);
  return count == static_cast<ssize_t>(sizeof(error_number)) ? error_number : 0;
}

std::string Words(int wait_status) {
  if (WIFEXITED(wait_status)) {
    return absl::StrCat("exited with status ", WEXITSTATUS(wait_status));
  }
  const int number = WTERMSIG(wait_status);
  // The system's answer to a machine without memory; a user can act on that.
  const char* hint = number == SIGKILL ? " (out of memory?)" : "";
  return absl::StrCat("killed by signal ", number, hint);
}

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(const ChildOptions& options) {
  if (options.command.empty()) return absl::InvalidArgumentError("no command to start");
  const ExecImage image(options);
  const pid_t parent = ::getpid();
  int pipe_fds[2];
  if (::pipe2(pipe_fds, O_CLOEXEC) != 0) return SystemError("start", image.program(), errno);
  pid_t pid;
  int fork_error;
  {
    const SignalBlock block;
    pid = ::fork();
    fork_error = errno;
    if (pid == 0) BecomeProgram(image, options.niceness, parent, pipe_fds[1]);
  }
  ::close(pipe_fds[1]);
  const int exec_error = pid > 0 ? ReadError(pipe_fds[0]) : 0;
  ::close(pipe_fds[0]);
  if (pid < 0) return SystemError("start", image.program(), fork_error);
  ChildProcess child(pid);
  if (exec_error != 0) {
    child.Wait();
    return SystemError("start", image.program(), exec_error);
  }
  return child;
}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  Signal(SIGKILL);
  Wait();
}

void ChildProcess::Signal(int signal_number) const {
  if (pid_ > 0) ::kill(pid_, signal_number);
}

std::optional<std::string> ChildProcess::Reap(int options) {
  int wait_status = 0;
  pid_t reaped;
  do {
    reaped = ::waitpid(pid_, &wait_status, options);
  } while (reaped < 0 && errno == EINTR);
  if (reaped == 0) return std::nullopt;
  pid_ = -1;
  // Where SIGCHLD is ignored the system reaps by itself and keeps no status.
  return reaped < 0 ? "ended" : Words(wait_status);
}

std::optional<std::string> ChildProcess::Poll() { return Reap(WNOHANG); }

std::string ChildProcess::Wait() { return *Reap(0); }

}  // namespace counterweight
