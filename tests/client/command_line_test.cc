#include "client/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace counterweight::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;
using Arguments = std::vector<std::string>;

CommandLine Parse(const Arguments& arguments) {
  const auto parsed = ParseCommandLine(arguments);
  if (const auto* exit = std::get_if<EarlyExit>(&parsed)) {
    ADD_FAILURE() << exit->text;
    return {};
  }
  return std::get<CommandLine>(parsed);
}

// The command, which must be of type C.
template <typename C>
C ParseAs(const Arguments& arguments) {
  const CommandLine line = Parse(arguments);
  const C* const command = std::get_if<C>(&line.command);
  if (command == nullptr) {
    ADD_FAILURE() << "another command";
    return {};
  }
  return *command;
}

// What is said about a wrong command line.
std::string Fault(const Arguments& arguments) {
  const auto parsed = ParseCommandLine(arguments);
  const auto* const exit = std::get_if<EarlyExit>(&parsed);
  if (exit == nullptr) return "no fault";
  EXPECT_EQ(exit->exit_status, kWrongCommandLine);
  return exit->text;
}

TEST(CommandLineTest, UploadFillsTheSpec) {
  const auto command = ParseAs<UploadDatasetCommand>(
      {"datasets", "upload", "fraud.csv", "--name", "Fraud", "--label=class", "--positive", "-1",
       "--delimiter", "\\t", "--column-type", "id=ignored", "--column-type", "a=b=numeric",
       "--request-id", "r-1"});
  EXPECT_EQ(command.file, "fraud.csv");
  EXPECT_EQ(command.header.request_id(), "r-1");
  const v1::DatasetSpec& spec = command.header.spec();
  EXPECT_EQ(spec.display_name(), "Fraud");
  EXPECT_EQ(spec.label_column(), "class");
  EXPECT_EQ(spec.positive_label(), "-1");
  EXPECT_EQ(spec.delimiter(), "\t");
  EXPECT_THAT(spec.column_types(), UnorderedElementsAre(Pair("id", v1::COLUMN_TYPE_IGNORED),
                                                        Pair("a=b", v1::COLUMN_TYPE_NUMERIC)));
}

TEST(CommandLineTest, UploadLeavesOutWhatWasNotGiven) {
  const auto command = ParseAs<UploadDatasetCommand>(
      {"datasets", "upload", "-", "--name", "Fraud", "--label", "class"});
  EXPECT_EQ(command.file, "-");
  EXPECT_EQ(command.header.spec().delimiter(), "");
  EXPECT_EQ(command.header.spec().positive_label(), "");
  EXPECT_EQ(command.header.request_id(), "");
}

TEST(CommandLineTest, AColumnTypeDoesNotSwallowTheFile) {
  const auto command =
      ParseAs<UploadDatasetCommand>({"datasets", "upload", "--name", "Fraud", "--label", "class",
                                     "--column-type", "a=boolean", "fraud.csv"});
  EXPECT_EQ(command.file, "fraud.csv");
}

TEST(CommandLineTest, UploadFaults) {
  const Arguments upload = {"datasets", "upload", "f", "--name", "n", "--label", "l"};
  const auto with = [&](const Arguments& more) {
    Arguments all = upload;
    all.insert(all.end(), more.begin(), more.end());
    return Fault(all);
  };
  EXPECT_THAT(with({"--column-type", "a"}), HasSubstr("not of the form NAME=VALUE"));
  EXPECT_THAT(with({"--column-type", "a=text"}), HasSubstr("\"text\" is none of numeric"));
  EXPECT_THAT(with({"--column-type", "a=unspecified"}), HasSubstr("is none of numeric"));
  EXPECT_THAT(with({"--column-type", "a=numeric", "--column-type", "a=boolean"}),
              HasSubstr("\"a\" is given twice"));
  EXPECT_THAT(with({"--delimiter", "ab"}), HasSubstr("is not a delimiter"));
  EXPECT_THAT(with({"--delimiter", "\""}), HasSubstr("is not a delimiter"));
  EXPECT_THAT(Fault({"datasets", "upload", "f", "--name", "n"}), HasSubstr("--label"));
  EXPECT_THAT(Fault({"datasets", "upload", "--name", "n", "--label", "l"}), HasSubstr("FILE"));
}

TEST(CommandLineTest, ListsFollowAllPagesUnlessASizeIsGiven) {
  EXPECT_TRUE(ParseAs<ListDatasetsCommand>({"datasets", "list"}).all_pages);
  EXPECT_TRUE(ParseAs<ListDatasetsCommand>({"datasets", "list", "--page-token", "t"}).all_pages);
  const auto command =
      ParseAs<ListDatasetsCommand>({"datasets", "list", "--page-size", "5", "--page-token=t"});
  EXPECT_FALSE(command.all_pages);
  EXPECT_EQ(command.request.page_size(), 5);
  EXPECT_EQ(command.request.page_token(), "t");
  EXPECT_THAT(Fault({"datasets", "list", "--page-size", "0"}), HasSubstr("--page-size"));
}

TEST(CommandLineTest, NamesMayComeWithoutTheirCollection) {
  EXPECT_EQ(ParseAs<GetDatasetCommand>({"datasets", "get", "ds-1"}).request.name(),
            "datasets/ds-1");
  EXPECT_EQ(ParseAs<GetDatasetCommand>({"datasets", "get", "datasets/ds-1"}).request.name(),
            "datasets/ds-1");
  EXPECT_EQ(ParseAs<DeleteDatasetCommand>({"datasets", "delete", "ds-1"}).request.name(),
            "datasets/ds-1");
  EXPECT_EQ(ParseAs<GetJobCommand>({"jobs", "get", "j"}).request.name(), "jobs/j");
  EXPECT_EQ(ParseAs<CancelJobCommand>({"jobs", "cancel", "j"}).request.name(), "jobs/j");
  EXPECT_EQ(ParseAs<GetModelCommand>({"models", "get", "m"}).request.name(), "models/m");
  EXPECT_EQ(ParseAs<DeleteModelCommand>({"models", "delete", "m"}).request.name(), "models/m");
  EXPECT_THAT(Fault({"datasets", "get", "models/m-1"}), HasSubstr("datasets/ID"));
}

TEST(CommandLineTest, SubmitFillsTheRequest) {
  const auto command = ParseAs<SubmitJobCommand>(
      {"jobs", "submit", "--dataset", "ds-1", "--method", "plain", "--set", "steps=400", "--set",
       "note=a=b", "--seed", "18446744073709551615", "--model-name", "Fraud", "--request-id", "r",
       "--watch"});
  EXPECT_TRUE(command.watch);
  EXPECT_EQ(command.request.request_id(), "r");
  const v1::TrainingSpec& spec = command.request.spec();
  EXPECT_EQ(spec.dataset(), "datasets/ds-1");
  EXPECT_EQ(spec.method(), "plain");
  EXPECT_THAT(spec.options(), UnorderedElementsAre(Pair("steps", "400"), Pair("note", "a=b")));
  EXPECT_EQ(spec.seed(), 18446744073709551615u);
  EXPECT_EQ(spec.model_display_name(), "Fraud");
}

TEST(CommandLineTest, SubmitFaults) {
  EXPECT_THAT(Fault({"jobs", "submit"}), HasSubstr("--dataset"));
  EXPECT_THAT(Fault({"jobs", "submit", "--dataset", "d", "--set", "steps"}),
              HasSubstr("not of the form NAME=VALUE"));
  EXPECT_THAT(Fault({"jobs", "submit", "--dataset", "d", "--set", "a=1", "--set", "a=2"}),
              HasSubstr("\"a\" is given twice"));
  EXPECT_THAT(Fault({"jobs", "submit", "--dataset", "d", "--seed", "-1"}), HasSubstr("--seed"));
  EXPECT_THAT(Fault({"jobs", "submit", "--dataset", "d", "--steps", "1"}), HasSubstr("--steps"));
}

TEST(CommandLineTest, WatchAndList) {
  const auto watch = ParseAs<WatchJobCommand>({"jobs", "watch", "j", "--after", "17"});
  EXPECT_EQ(watch.request.name(), "jobs/j");
  EXPECT_EQ(watch.request.after_sequence(), 17);
  EXPECT_THAT(Fault({"jobs", "watch", "j", "--after", "-1"}), HasSubstr("--after"));
  EXPECT_EQ(ParseAs<ListJobsCommand>({"jobs", "list"}).request.state(), v1::JOB_STATE_UNSPECIFIED);
  EXPECT_EQ(ParseAs<ListJobsCommand>({"jobs", "list", "--state", "Running"}).request.state(),
            v1::JOB_STATE_RUNNING);
  EXPECT_THAT(Fault({"jobs", "list", "--state", "unspecified"}), HasSubstr("none of queued"));
}

TEST(CommandLineTest, Aliases) {
  const auto set = ParseAs<SetModelAliasCommand>({"models", "alias", "champion", "m-1"});
  EXPECT_EQ(set.request.alias(), "champion");
  EXPECT_EQ(set.request.model(), "models/m-1");
  EXPECT_EQ(
      ParseAs<SetModelAliasCommand>({"models", "alias", "models/list", "m-1"}).request.alias(),
      "list");
  for (const Arguments& arguments : {Arguments{"models", "alias", "list", ""},
                                     Arguments{"models", "alias", "list", "--remove"}}) {
    const auto removed = ParseAs<SetModelAliasCommand>(arguments);
    EXPECT_EQ(removed.request.alias(), "list");
    EXPECT_EQ(removed.request.model(), "");
  }
  EXPECT_THAT(Fault({"models", "alias", "champion"}), HasSubstr("either a model or --remove"));
  EXPECT_THAT(Fault({"models", "alias", "champion", "m-1", "--remove"}),
              HasSubstr("either a model or --remove"));
}

TEST(CommandLineTest, Evaluate) {
  const auto command =
      ParseAs<EvaluateModelCommand>({"models", "evaluate", "m-1", "--dataset", "ds-1"});
  EXPECT_EQ(command.request.model(), "models/m-1");
  EXPECT_EQ(command.request.dataset(), "datasets/ds-1");
  EXPECT_THAT(Fault({"models", "evaluate", "m-1"}), HasSubstr("--dataset"));
}

TEST(CommandLineTest, Predict) {
  const auto command =
      ParseAs<PredictCommand>({"predict", "--model", "m-1", "--input", "-", "--output", "-"});
  EXPECT_EQ(command.batches.model, "models/m-1");
  EXPECT_EQ(command.input, "-");
  EXPECT_EQ(command.output, "-");
  EXPECT_TRUE(command.batches.ignore_extra_columns);
  EXPECT_EQ(command.batches.batch_rows, 4096);
  EXPECT_EQ(command.batches.delimiter, ',');
  const auto strict = ParseAs<PredictCommand>({"predict", "--model=m-1", "--input=a", "--output=b",
                                               "--strict", "--batch-rows=7", "--delimiter=;"});
  EXPECT_FALSE(strict.batches.ignore_extra_columns);
  EXPECT_EQ(strict.batches.batch_rows, 7);
  EXPECT_EQ(strict.batches.delimiter, ';');
  EXPECT_THAT(Fault({"predict", "--model=m", "--input=a", "--output=b", "--batch-rows=0"}),
              HasSubstr("--batch-rows"));
}

TEST(CommandLineTest, Weights) {
  const auto command = ParseAs<WriteWeightsCommand>(
      {"weights", "--model", "m-1", "--output", "w.csv", "--synthetic", "s.csv"});
  EXPECT_EQ(command.model, "models/m-1");
  EXPECT_EQ(command.output, "w.csv");
  EXPECT_EQ(command.synthetic, "s.csv");
  EXPECT_THAT(Fault({"weights", "--model", "m", "--output", "-", "--synthetic", "-"}),
              HasSubstr("must differ"));
}

TEST(CommandLineTest, GlobalOptionsStandBeforeOrAfterTheCommand) {
  for (const Arguments& arguments :
       {Arguments{"--server=a:1", "--output=json", "jobs", "get", "j"},
        Arguments{"jobs", "--server=a:1", "get", "j", "--output", "json"}}) {
    const CommandLine line = Parse(arguments);
    EXPECT_EQ(line.server, "a:1");
    EXPECT_EQ(line.output, OutputFormat::kJson);
  }
}

TEST(CommandLineTest, AfterPredictTheOutputIsTheFile) {
  const CommandLine line =
      Parse({"--output=json", "predict", "--model=m", "--input=a", "--output=b.csv"});
  EXPECT_EQ(line.output, OutputFormat::kJson);
  EXPECT_EQ(std::get<PredictCommand>(line.command).output, "b.csv");
}

class EnvironmentTest : public ::testing::Test {
 protected:
  ~EnvironmentTest() override {
    unsetenv("COUNTERWEIGHT_SERVER");
    unsetenv("COUNTERWEIGHT_OUTPUT");
  }
};

TEST_F(EnvironmentTest, GivesWhatTheCommandLineDoesNot) {
  EXPECT_EQ(Parse({"jobs", "list"}).server, "localhost:8470");
  EXPECT_EQ(Parse({"jobs", "list"}).output, OutputFormat::kTable);
  setenv("COUNTERWEIGHT_SERVER", "far:1", 1);
  setenv("COUNTERWEIGHT_OUTPUT", "json", 1);
  EXPECT_EQ(Parse({"jobs", "list"}).server, "far:1");
  EXPECT_EQ(Parse({"jobs", "list"}).output, OutputFormat::kJson);
  EXPECT_EQ(Parse({"jobs", "list", "--server", "near:2"}).server, "near:2");
  setenv("COUNTERWEIGHT_OUTPUT", "xml", 1);
  EXPECT_THAT(Fault({"jobs", "list"}), HasSubstr("xml"));
}

TEST(CommandLineTest, WrongCommandLinesSayWhereToLook) {
  EXPECT_THAT(Fault({}), StartsWith("counterweight: INVALID_ARGUMENT: "));
  EXPECT_THAT(Fault({"jobs"}), HasSubstr("See: counterweight jobs --help"));
  EXPECT_THAT(Fault({"jobs", "get"}), HasSubstr("See: counterweight jobs get --help"));
  EXPECT_THAT(Fault({"frobnicate"}), HasSubstr("frobnicate"));
  EXPECT_THAT(Fault({"jobs", "get", "a", "b"}), HasSubstr("b"));
  EXPECT_THAT(Fault({"jobs", "list", "--output=xml"}), HasSubstr("xml"));
  EXPECT_THAT(Fault({"jobs", "list", "--server=here"}), HasSubstr("HOST:PORT"));
}

TEST(CommandLineTest, HelpAndVersionAreDone) {
  for (const Arguments& arguments :
       {Arguments{"--help"}, Arguments{"jobs", "submit", "--help"}, Arguments{"--version"}}) {
    const auto parsed = ParseCommandLine(arguments);
    const auto* const exit = std::get_if<EarlyExit>(&parsed);
    ASSERT_NE(exit, nullptr);
    EXPECT_EQ(exit->exit_status, kDone);
    EXPECT_THAT(exit->text, HasSubstr("counterweight"));
  }
}

TEST(CommandLineTest, BenchNamesWhatRunsAndItsFiles) {
  const auto command = ParseAs<BenchMethodsCommand>(
      {"bench",     "methods",     "--dataset", "a.csv",
       "--dataset", "b.csv",       "--methods", "meta,p=plain+steps=100",
       "--seeds",   "3",           "--set",     "folds=3",
       "--jobs",    "4",           "--keep",    "--csv",
       "r.csv",     "--json",      "s.json",    "--include",
       "x.csv",     "--include",   "y.csv",     "--splits",
       "dir",       "--reference", "p",         "--label",
       "class"});
  EXPECT_THAT(command.datasets, ElementsAre("a.csv", "b.csv"));
  ASSERT_EQ(command.methods.size(), 2u);
  EXPECT_EQ(command.methods[1].name, "p");
  EXPECT_THAT(command.methods[1].options, ElementsAre(Pair("steps", "100")));
  EXPECT_EQ(command.seeds, 3u);
  EXPECT_THAT(command.options, ElementsAre(Pair("folds", "3")));
  EXPECT_EQ(command.jobs, 4u);
  EXPECT_TRUE(command.keep);
  EXPECT_EQ(command.csv, "r.csv");
  EXPECT_EQ(command.json, "s.json");
  EXPECT_THAT(command.include, ElementsAre("x.csv", "y.csv"));
  EXPECT_EQ(command.splits, "dir");
  EXPECT_EQ(command.reference, "p");
  EXPECT_EQ(command.label, "class");
}

TEST(CommandLineTest, BenchFaults) {
  const auto fault = [](const Arguments& more) {
    Arguments all = {"bench", "methods", "--dataset", "a.csv"};
    all.insert(all.end(), more.begin(), more.end());
    return Fault(all);
  };
  EXPECT_THAT(fault({}), HasSubstr("--methods is required"));
  EXPECT_THAT(fault({"--methods", "meta,meta"}), HasSubstr("method \"meta\": given twice"));
  EXPECT_THAT(fault({"--methods", "meta+steps"}), HasSubstr("not of the form OPTION=VALUE"));
  EXPECT_THAT(fault({"--methods", "meta", "--seeds", "0"}), HasSubstr("--seeds"));
  EXPECT_THAT(fault({"--methods", "meta", "--jobs", "-1"}), HasSubstr("--jobs"));
  EXPECT_THAT(fault({"--methods", "meta", "--set", "a=1", "--set", "a=2"}),
              HasSubstr("sets an option twice"));
}

}  // namespace
}  // namespace counterweight::client
