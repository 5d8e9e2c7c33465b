// counterweightd as a process: what it prints, how it ends, what it links.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

// A child process whose standard output is read here; its standard error is dropped.
class Child {
 public:
  explicit Child(std::vector<std::string> command) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) std::abort();
    std::vector<char*> argv;
    for (std::string& argument : command) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
      execvp(argv[0], argv.data());
      _exit(127);
    }
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
  }
  ~Child() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    fclose(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::string ReadLine() {
    std::string line;
    for (int byte; (byte = fgetc(output_)) != EOF && byte != '\n';) {
      line.push_back(static_cast<char>(byte));
    }
    return line;
  }
  std::string ReadAll() {
    std::string text;
    for (int byte; (byte = fgetc(output_)) != EOF;) text.push_back(static_cast<char>(byte));
    return text;
  }
  void Signal(int number) { kill(pid_, number); }
  // Exit status, or minus the signal.
  int Wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  FILE* output_ = nullptr;
};

std::vector<std::string> ServerCommand(const std::string& data_dir) {
  return {COUNTERWEIGHTD, "--data-dir=" + data_dir, "--workers=0", "--listen=127.0.0.1:0",
          "--metrics-listen=127.0.0.1:0"};
}

TEST(ProcessTest, PrintsOneLineAndDrainsOnEitherSignal) {
  const TemporaryDirectory directory;
  for (const int signal : {SIGTERM, SIGINT}) {
    Child server(ServerCommand(directory.File("data")));
    EXPECT_THAT(server.ReadLine(),
                MatchesRegex("listening on 127.0.0.1:[0-9]+, metrics on 127.0.0.1:[0-9]+"));
    server.Signal(signal);
    EXPECT_EQ(server.ReadAll(), "");
    EXPECT_EQ(server.Wait(), 0);
  }
}

TEST(ProcessTest, SurvivesSigkillWithoutALockLeftBehind) {
  const TemporaryDirectory directory;
  for (int i = 0; i < 2; ++i) {
    Child server(ServerCommand(directory.File("data")));
    EXPECT_THAT(server.ReadLine(), HasSubstr("listening on"));
    server.Signal(SIGKILL);
    EXPECT_EQ(server.Wait(), -SIGKILL);
  }
}

TEST(ProcessTest, ExitsWithTwoForAWrongCommandLineAndOneForAFailure) {
  EXPECT_EQ(Child({COUNTERWEIGHTD, "--nope"}).Wait(), 2);
  EXPECT_EQ(Child({COUNTERWEIGHTD, "--data-dir=/dev/null/x", "--workers=0"}).Wait(), 1);
  EXPECT_EQ(Child({COUNTERWEIGHTD, "--version"}).Wait(), 0);
}

// A prediction server starts in milliseconds and stays small: LibTorch is the worker's alone.
TEST(ProcessTest, TheServerDoesNotLinkLibTorch) {
  Child ldd({"ldd", COUNTERWEIGHTD});
  const std::string libraries = ldd.ReadAll();
  ASSERT_EQ(ldd.Wait(), 0);
  EXPECT_THAT(libraries, HasSubstr("libgrpc++.so"));
  EXPECT_THAT(libraries, Not(HasSubstr("torch")));
  EXPECT_THAT(libraries, Not(HasSubstr("libc10")));
  EXPECT_THAT(libraries, Not(HasSubstr("blas")));
}

}  // namespace
}  // namespace counterweight
