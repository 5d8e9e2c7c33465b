#include "src/jobs/child_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ChildProcessTest : public ::testing::Test {
 protected:
  // Runs a shell script that may write to the file "$1". Out: what it wrote.
  std::string Run(const std::string& script, std::vector<std::string> environment = {},
                  int niceness = 0) {
    auto child = ChildProcess::Start({{"/bin/sh", "-c", script, "sh", directory_.File("out")},
                                      std::move(environment),
                                      niceness});
    EXPECT_THAT(child, IsOk());
    if (!child.ok()) return "";
    EXPECT_EQ(child->Wait(), "exited with status 0");
    std::ifstream file(directory_.File("out"));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  TemporaryDirectory directory_;
};

TEST_F(ChildProcessTest, ItsEndIsToldInWords) {
  auto child = ChildProcess::Start({{"/bin/sh", "-c", "exit 3"}, {}, 0});
  ASSERT_THAT(child, IsOk());
  EXPECT_EQ(child->Wait(), "exited with status 3");

  child = ChildProcess::Start({{"sleep", "1000"}, {}, 0});
  ASSERT_THAT(child, IsOk());
  EXPECT_GT(child->pid(), 0);
  EXPECT_FALSE(child->Poll().has_value());
  child->Signal(SIGKILL);
  EXPECT_THAT(child->Wait(), StartsWith("killed by signal 9"));
}

TEST_F(ChildProcessTest, AProgramThatCannotRunIsNamed) {
  EXPECT_THAT(ChildProcess::Start({{"/nonexistent/worker"}, {}, 0}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nonexistent/worker")));
  std::ofstream(directory_.File("text")) << "not executable";
  EXPECT_THAT(ChildProcess::Start({{directory_.File("text")}, {}, 0}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("text")));
  EXPECT_THAT(ChildProcess::Start({{}, {}, 0}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("command")));
}

TEST_F(ChildProcessTest, EnvironmentIsOursWithOverrides) {
  ASSERT_EQ(::setenv("CW_TEST_KEPT", "kept", 1), 0);
  ASSERT_EQ(::setenv("CW_TEST_CHANGED", "old", 1), 0);
  EXPECT_EQ(Run("echo $CW_TEST_KEPT $CW_TEST_CHANGED $CW_TEST_ADDED > $1",
                {"CW_TEST_CHANGED=new", "CW_TEST_ADDED=a=b"}),
            "kept new a=b\n");
}

TEST_F(ChildProcessTest, NicenessIsSet) { EXPECT_EQ(Run("nice > $1", {}, 7), "7\n"); }

TEST_F(ChildProcessTest, NoDescriptorIsInherited) {
  const int leaked = ::open("/dev/null", O_RDONLY);  // deliberately without O_CLOEXEC
  EXPECT_EQ(Run(absl::StrCat("if [ -e /proc/$$/fd/", leaked,
                             " ]; then echo open; else echo closed; fi > $1; cat")),
            "closed\n");  // and cat ends: standard input is empty
  ::close(leaked);
}

TEST_F(ChildProcessTest, SignalsAreAsInAFreshProcess) {
  struct sigaction ignore = {}, previous = {};
  ignore.sa_handler = SIG_IGN;
  ASSERT_EQ(::sigaction(SIGTERM, &ignore, &previous), 0);
  sigset_t blocked, mask;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &blocked, &mask), 0);
  auto child = ChildProcess::Start({{"sleep", "1000"}, {}, 0});
  ::sigaction(SIGTERM, &previous, nullptr);
  ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  ASSERT_THAT(child, IsOk());
  child->Signal(SIGTERM);
  EXPECT_EQ(child->Wait(), "killed by signal 15");
}

TEST_F(ChildProcessTest, ItEndsWithTheThreadThatStartedIt) {
  absl::StatusOr<ChildProcess> child = absl::UnknownError("");
  std::thread starter([&] { child = ChildProcess::Start({{"sleep", "1000"}, {}, 0}); });
  starter.join();
  ASSERT_THAT(child, IsOk());
  EXPECT_EQ(child->Wait(), "killed by signal 15");
}

TEST_F(ChildProcessTest, DestroyingItKillsAndReapsIt) {
  pid_t pid;
  {
    auto child = ChildProcess::Start({{"sleep", "1000"}, {}, 0});
    ASSERT_THAT(child, IsOk());
    pid = child->pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

}  // namespace
}  // namespace counterweight
