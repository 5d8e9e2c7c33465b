// The executable itself: exit statuses, and what goes to which stream.
#include <counterweight/v1/prediction.grpc.pb.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "absl/strings/str_split.h"
#include "client/command_line.h"
#include "tests/client/scripted_jobs.h"
#include "tests/client/scripted_server.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight::client {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Outcome {
  int exit_status = -1;
  std::string out;
  std::string err;
};

// A pipe whose reading end stays here.
struct Pipe {
  Pipe() { EXPECT_EQ(pipe(ends), 0); }
  int ends[2];
};

[[noreturn]] void Become(const std::vector<std::string>& arguments, const Pipe& out,
                         const Pipe& err) {
  dup2(out.ends[1], STDOUT_FILENO);
  dup2(err.ends[1], STDERR_FILENO);
  for (const int end : {out.ends[0], out.ends[1], err.ends[0], err.ends[1]}) close(end);
  std::vector<char*> pointers = {const_cast<char*>("counterweight")};
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  execv(COUNTERWEIGHT_BINARY, pointers.data());
  _exit(127);
}

// Runs the executable to its end. on_err sees what standard error has brought so far.
Outcome Execute(
    const std::vector<std::string>& arguments,
    const std::function<void(pid_t, const std::string&)>& on_err = [](pid_t, const std::string&) {
    }) {
  Pipe out;
  Pipe err;
  const pid_t child = fork();
  if (child == 0) Become(arguments, out, err);
  close(out.ends[1]);
  close(err.ends[1]);
  Outcome outcome;
  char buffer[4096];
  ssize_t got = 0;
  // Standard output is a few lines at most here: it fits its pipe while standard error is read.
  while ((got = read(err.ends[0], buffer, sizeof(buffer))) > 0) {
    outcome.err.append(buffer, static_cast<size_t>(got));
    on_err(child, outcome.err);
  }
  while ((got = read(out.ends[0], buffer, sizeof(buffer))) > 0) {
    outcome.out.append(buffer, static_cast<size_t>(got));
  }
  close(out.ends[0]);
  close(err.ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status)) outcome.exit_status = WEXITSTATUS(status);
  return outcome;
}

int CountFiles(const std::string& path) {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path)) ++count;
  return count;
}

TEST(ExitStatusTest, WrongCommandLinesExitWithTwoAndSayWhy) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"frobnicate"},
      {"datasets"},
      {"datasets", "get"},
      {"datasets", "upload", "f.csv"},
      {"jobs", "submit", "--dataset"},
      {"jobs", "submit", "--dataset", "d", "--set", "steps"},
      {"jobs", "list", "--state", "lost"},
      {"models", "alias", "champion"},
      {"predict", "--model", "m"},
      {"weights", "--model", "m"},
      {"jobs", "list", "--output", "xml"},
      {"jobs", "list", "--server", "nowhere"}};
  for (const std::vector<std::string>& arguments : wrong) {
    const Outcome outcome = Execute(arguments);
    EXPECT_EQ(outcome.exit_status, kWrongCommandLine) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("counterweight: INVALID_ARGUMENT: "));
    EXPECT_EQ(outcome.out, "");
  }
}

TEST(ExitStatusTest, HelpAndVersionExitWithZero) {
  const Outcome version = Execute({"--version"});
  EXPECT_EQ(version.exit_status, kDone);
  EXPECT_THAT(version.out, StartsWith("counterweight "));
  const Outcome help = Execute({"jobs", "submit", "--help"});
  EXPECT_EQ(help.exit_status, kDone);
  EXPECT_THAT(help.out, HasSubstr("--dataset"));
}

TEST(ExitStatusTest, AMissingFileIsFailedWork) {
  const Outcome outcome =
      Execute({"datasets", "upload", "/nonexistent/f.csv", "--name", "n", "--label", "l"});
  EXPECT_EQ(outcome.exit_status, kWorkFailed);
  EXPECT_THAT(outcome.err, StartsWith("counterweight: NOT_FOUND: cannot open /nonexistent/f.csv"));
}

Outcome SubmitAndWatch(const std::string& server) {
  return Execute(
      {"--server", server, "jobs", "submit", "--dataset", "d", "--watch", "--output=json"});
}

TEST(ExitStatusTest, ASucceededJobIsPrintedLastAndExitsWithZero) {
  ScriptedJobs service(v1::JOB_STATE_SUCCEEDED);
  ScriptedServer server({&service});
  const Outcome outcome = SubmitAndWatch(server.address());
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, StartsWith("{\"name\":\"jobs/j-1\""));
  EXPECT_THAT(outcome.out, EndsWith("}\n"));
  EXPECT_THAT(outcome.err, EndsWith("jobs/j-1 SUCCEEDED\n"));
}

TEST(ExitStatusTest, AFailedJobExitsWithOne) {
  ScriptedJobs service(v1::JOB_STATE_FAILED);
  ScriptedServer server({&service});
  const Outcome outcome = SubmitAndWatch(server.address());
  EXPECT_EQ(outcome.exit_status, kWorkFailed);
  EXPECT_THAT(outcome.err, EndsWith("counterweight: ABORTED: jobs/j-1 FAILED: only one class\n"));
}

TEST(ExitStatusTest, TheServersErrorExitsWithOne) {
  ScriptedJobs service(v1::JOB_STATE_SUCCEEDED);
  ScriptedServer server({&service});
  const Outcome outcome = Execute({"--server", server.address(), "jobs", "get", "other"});
  EXPECT_EQ(outcome.exit_status, kWorkFailed);
  EXPECT_EQ(outcome.err, "counterweight: NOT_FOUND: no such job\n");
  EXPECT_EQ(outcome.out, "");
}

TEST(ExitStatusTest, AnInterruptStopsTheWatchAndSaysHowToResume) {
  ScriptedJobs service(v1::JOB_STATE_RUNNING);
  ScriptedServer server({&service});
  bool sent = false;
  const Outcome outcome = Execute({"--server", server.address(), "jobs", "watch", "j-1"},
                                  [&](pid_t child, const std::string& err) {
                                    if (sent || err.find("RUNNING") == std::string::npos) return;
                                    sent = true;
                                    kill(child, SIGINT);
                                  });
  EXPECT_EQ(outcome.exit_status, kWorkFailed);
  EXPECT_THAT(outcome.err, HasSubstr("the job goes on"));
  EXPECT_THAT(outcome.err, HasSubstr("counterweight jobs watch jobs/j-1 --after 1"));
}

// Answers one request of a stream and then nothing until the client goes away.
class SilentPrediction : public v1::PredictionService::Service {
 public:
  grpc::Status StreamPredict(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::PredictResponse, v1::PredictRequest>* stream) override {
    v1::PredictRequest request;
    stream->Read(&request);
    v1::PredictResponse response;
    response.add_classes("no");
    response.add_probabilities(1);
    response.add_label_indices(0);
    stream->Write(response);
    while (!context->IsCancelled()) std::this_thread::yield();
    return grpc::Status::CANCELLED;
  }
};

TEST(ExitStatusTest, AnInterruptedPredictionLeavesNothingBehind) {
  SilentPrediction service;
  ScriptedServer server({&service});
  TemporaryDirectory directory;
  std::ofstream(directory.File("in.csv")) << "a\n1\n2\n";
  int partial_files = 0;
  bool sent = false;
  const Outcome outcome =
      Execute({"--server", server.address(), "predict", "--model", "m", "--batch-rows", "1",
               "--input", directory.File("in.csv"), "--output", directory.File("out.csv")},
              [&](pid_t child, const std::string& err) {
                if (sent || err.find("predicted 1 rows") == std::string::npos) return;
                sent = true;
                partial_files = CountFiles(directory.path()) - 1;
                kill(child, SIGINT);
              });
  EXPECT_EQ(outcome.exit_status, kWorkFailed);
  EXPECT_EQ(partial_files, 1);
  EXPECT_EQ(CountFiles(directory.path()), 1);
}

}  // namespace
}  // namespace counterweight::client
