// `bench methods` against a scripted server: what it submits, writes, repeats and reports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/bench_runner.h"
#include "client/run_command.h"
#include "tests/client/scripted_bench.h"
#include "tests/client/scripted_server.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight::client {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kHeader[] =
    "dataset,seed,method,average_precision,roc_auc,best_f1,ece,validation_average_precision,"
    "seconds,chosen_step\n";

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class BenchCommandTest : public ::testing::Test {
 protected:
  BenchCommandTest() : models_(&jobs_), server_({&datasets_, &jobs_, &models_}) {
    context_.channel = server_.InProcess();
    context_.out = &out_;
    context_.err = &err_;
    context_.backoff = {0, absl::ZeroDuration(), absl::ZeroDuration()};
    std::ofstream file(directory_.File("d.csv"));
    file << "x,label\n";
    for (int i = 0; i < 10; ++i) file << i << "," << i % 2 << "\n";
    command_.datasets = {directory_.File("d.csv")};
    command_.csv = directory_.File("r.csv");
    command_.jobs = 1;  // so that rows come in the order of the plan
    Methods({"plain"});
  }

  void Methods(const std::vector<std::string>& names) {
    command_.methods.clear();
    for (const std::string& name : names) command_.methods.push_back({name, name, {}});
  }

  absl::Status Run() {
    out_.str("");
    err_.str("");
    return RunCommand(command_, context_);
  }

  TemporaryDirectory directory_;
  ScriptedBenchDatasets datasets_;
  ScriptedBenchJobs jobs_;
  ScriptedBenchModels models_;
  ScriptedServer server_;
  std::ostringstream out_;
  std::ostringstream err_;
  CommandContext context_;
  BenchMethodsCommand command_;
};

TEST_F(BenchCommandTest, SubmitsEveryMethodAndSeedWithItsOptions) {
  Methods({"plain", "better"});
  command_.methods[1].options = {{"steps", "200"}};
  command_.options = {{"steps", "100"}};
  command_.seeds = 2;
  ASSERT_THAT(Run(), IsOk());
  const std::vector<v1::TrainingSpec> specs = jobs_.specs();
  ASSERT_EQ(specs.size(), 4u);
  EXPECT_EQ(specs[1].method(), "better");
  EXPECT_EQ(specs[1].dataset(), "datasets/d");
  EXPECT_EQ(specs[3].seed(), 1u);
  EXPECT_THAT(specs[0].options(),
              UnorderedElementsAre(Pair("steps", "100"), Pair("test_fraction", "0.4")));
  EXPECT_THAT(specs[1].options(),
              UnorderedElementsAre(Pair("steps", "200"), Pair("test_fraction", "0.4")));
}

TEST_F(BenchCommandTest, WritesARowPerRunAndShowsTheComparison) {
  Methods({"better", "plain"});
  ASSERT_THAT(Run(), IsOk());
  EXPECT_EQ(ReadAll(command_.csv), std::string(kHeader) +
                                       "d,0,better,0.75,0.75,0.625,0.125,0.875,2.5,75\n"
                                       "d,0,plain,0.5,0.75,0.625,0.125,0.875,2.5,75\n");
  EXPECT_THAT(out_.str(),
              AllOf(ContainsRegex("d +0.7500 +0.5000\n"), ContainsRegex("plain .*.0.2500 +1/0/0")));
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("1/2  d, seed 0, better: AP 0.7500, 2.5 s\n"),
                                HasSubstr("2/2  d, seed 0, plain: AP 0.5000, 2.5 s\n")));
}

TEST_F(BenchCommandTest, LeavesNothingOnTheServerUnlessToldTo) {
  ASSERT_THAT(Run(), IsOk());
  EXPECT_THAT(models_.deleted(), ElementsAre("models/0"));
  EXPECT_THAT(datasets_.held(), IsEmpty());
  command_.keep = true;
  command_.csv = "";
  ASSERT_THAT(Run(), IsOk());
  EXPECT_THAT(models_.deleted(), ElementsAre("models/0"));
  EXPECT_THAT(datasets_.held(), ElementsAre("datasets/d"));
}

TEST_F(BenchCommandTest, RunsThatTheFileHoldsAreNotRepeated) {
  command_.seeds = 2;
  ASSERT_THAT(Run(), IsOk());
  command_.seeds = 3;
  ASSERT_THAT(Run(), IsOk());
  ASSERT_THAT(jobs_.specs(), SizeIs(3));
  EXPECT_EQ(jobs_.specs()[2].seed(), 2u);
  EXPECT_THAT(err_.str(), HasSubstr("2 of 3 runs are in "));
  EXPECT_THAT(out_.str(), HasSubstr("0.6000 ± 0.1000"));  // the mean of 0.5, 0.6 and 0.7
  ASSERT_THAT(Run(), IsOk());
  EXPECT_THAT(jobs_.specs(), SizeIs(3));
  EXPECT_THAT(datasets_.uploads(), SizeIs(2)) << "nothing to run needs no dataset";
}

TEST_F(BenchCommandTest, AFailedRunIsNamedAndLeavesAHole) {
  Methods({"plain", "failing"});
  command_.seeds = 2;
  command_.json = directory_.File("s.json");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kAborted, HasSubstr("2 of 4 runs failed")));
  EXPECT_THAT(err_.str(), HasSubstr("failed: d, seed 1, failing: ABORTED: jobs/3 FAILED: as "
                                    "scripted\n"));
  EXPECT_THAT(out_.str(), ContainsRegex("d +0.5500 ± 0.0707 +-\n"));
  EXPECT_THAT(ReadAll(command_.csv), Not(HasSubstr("failing")));
  EXPECT_THAT(ReadAll(command_.json), HasSubstr("d, seed 0, failing: ABORTED"));
}

TEST_F(BenchCommandTest, ARunWithoutTestFiguresFails) {
  Methods({"untested"});
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kAborted, HasSubstr("1 of 1")));
  EXPECT_THAT(err_.str(), HasSubstr("has no test figures"));
  EXPECT_THAT(models_.deleted(), ElementsAre("models/0"));
}

TEST_F(BenchCommandTest, AServerThatIsGoneEndsTheBench) {
  Methods({"plain", "gone", "better"});
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("gone")));
  EXPECT_THAT(jobs_.specs(), SizeIs(1));
  EXPECT_THAT(ReadAll(command_.csv), HasSubstr("d,0,plain,"));
}

TEST_F(BenchCommandTest, AStoppedRunCancelsItsJob) {
  BenchRunner runner(context_, {}, [](const std::string& text) { ADD_FAILURE() << text; });
  runner.Stop();
  BenchTask task;
  task.key = {"d", 0, "plain"};
  task.dataset = "datasets/d";
  EXPECT_THAT(runner.Run(task), StatusIs(absl::StatusCode::kCancelled, HasSubstr("jobs/0")));
  EXPECT_THAT(jobs_.cancelled(), ElementsAre("jobs/0"));
  EXPECT_THAT(models_.deleted(), IsEmpty());
}

TEST_F(BenchCommandTest, WritesTheRowsHeldOut) {
  command_.splits = directory_.File("splits");
  ASSERT_THAT(Run(), IsOk());
  EXPECT_EQ(ReadAll(command_.splits + "/d-0.csv"), "row\n1\n3\n5\n7\n9\n");
}

TEST_F(BenchCommandTest, AMethodWithAnotherSplitFails) {
  Methods({"plain", "better"});
  command_.methods[1].options = {{"split", "other"}};
  command_.splits = directory_.File("splits");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kAborted, HasSubstr("1 of 2")));
  EXPECT_THAT(err_.str(),
              HasSubstr("d, seed 0, better was tested on other rows than " + command_.splits));
  EXPECT_THAT(ReadAll(command_.csv), Not(HasSubstr("better")));
}

TEST_F(BenchCommandTest, SaysWhichSplitsCannotBeWrittenAnyMore) {
  ASSERT_THAT(Run(), IsOk());
  command_.splits = directory_.File("splits");
  command_.seeds = 2;
  ASSERT_THAT(Run(), IsOk());
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("no split of d, seed 0"), Not(HasSubstr("seed 1:"))));
}

TEST_F(BenchCommandTest, PeersJoinTheComparison) {
  const std::string peers = directory_.File("peers.csv");
  std::ofstream(peers) << kHeader << "d,0,xgboost,0.25,0.5,0.5,,,1,\n";
  command_.include = {peers};
  command_.reference = "xgboost";
  ASSERT_THAT(Run(), IsOk());
  EXPECT_THAT(out_.str(),
              AllOf(ContainsRegex("d +0.5000 +0.2500\n"), ContainsRegex("plain .*-0.2500 +0/0/1"),
                    HasSubstr("difference: xgboost minus")));
  EXPECT_THAT(jobs_.specs(), SizeIs(1));
}

TEST_F(BenchCommandTest, WhatIsWrongIsSaidBeforeAnythingRuns) {
  const std::string peers = directory_.File("peers.csv");
  std::ofstream(peers) << kHeader << "d,0,plain,0.25,0.5,0.5,,,1,\n";
  command_.include = {peers};
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument,
                              HasSubstr("d, seed 0, plain would be measured twice")));
  command_.include = {};
  command_.reference = "xgboost";
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument,
                              HasSubstr("--reference: \"xgboost\" is none of plain")));
  command_.reference = "";
  command_.datasets.push_back(directory_.File("missing.csv"));
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kNotFound, HasSubstr("missing.csv")));
  EXPECT_THAT(jobs_.specs(), IsEmpty());
  EXPECT_THAT(datasets_.held(), IsEmpty());
}

}  // namespace
}  // namespace counterweight::client
