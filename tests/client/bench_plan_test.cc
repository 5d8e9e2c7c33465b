#include "client/bench_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(ParseBenchMethodsTest, AMethodIsNamedByItsAliasOrItsWholeText) {
  ASSERT_OK_AND_ASSIGN(const auto methods,
                       ParseBenchMethods("meta,l9=library+library=l9,smote+networks=single+k=3"));
  ASSERT_EQ(methods.size(), 3u);
  EXPECT_EQ(methods[0].name, "meta");
  EXPECT_EQ(methods[0].method, "meta");
  EXPECT_THAT(methods[0].options, IsEmpty());
  EXPECT_EQ(methods[1].name, "l9");
  EXPECT_EQ(methods[1].method, "library");
  EXPECT_THAT(methods[1].options, ElementsAre(Pair("library", "l9")));
  EXPECT_EQ(methods[2].name, "smote+networks=single+k=3");
  EXPECT_EQ(methods[2].method, "smote");
  EXPECT_THAT(methods[2].options, ElementsAre(Pair("k", "3"), Pair("networks", "single")));
}

TEST(ParseBenchMethodsTest, NumbersAfterACommaGoOnTheValue) {
  ASSERT_OK_AND_ASSIGN(const auto methods, ParseBenchMethods("plain+hidden=64,32,meta"));
  ASSERT_EQ(methods.size(), 2u);
  EXPECT_THAT(methods[0].options, ElementsAre(Pair("hidden", "64,32")));
  EXPECT_EQ(methods[1].name, "meta");
}

TEST(ParseBenchMethodsTest, FaultsNameTheMethod) {
  const auto fault = [](const char* text) {
    return std::string(ParseBenchMethods(text).status().message());
  };
  EXPECT_THAT(fault(""), HasSubstr("method \"\": not of the form"));
  EXPECT_THAT(fault("meta,,plain"), HasSubstr("method \"\": not of the form"));
  EXPECT_THAT(fault("a="), HasSubstr("method \"a=\": not of the form"));
  EXPECT_THAT(fault("=meta"), HasSubstr("not of the form"));
  EXPECT_THAT(fault("meta+steps"), HasSubstr("\"steps\" is not of the form OPTION=VALUE"));
  EXPECT_THAT(fault("meta+=3"), HasSubstr("\"=3\" is not of the form"));
  EXPECT_THAT(fault("meta+k=3+k=4"), HasSubstr("\"k\" is given twice"));
  ASSERT_OK_AND_ASSIGN(const auto twice, ParseBenchMethods("a=meta,a=plain"));
  EXPECT_THAT(CheckDistinctNames(twice),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"a\"")));
}

TEST(DatasetNamesTest, IsTheFileWithoutFolderAndExtension) {
  ASSERT_OK_AND_ASSIGN(const auto names,
                       DatasetNames({"data/moons_50.csv", "x.y.csv.gz", "../plain"}));
  EXPECT_THAT(names, ElementsAre("moons_50", "x.y", "plain"));
}

TEST(DatasetNamesTest, TwoFilesOfOneNameAreRefused) {
  EXPECT_THAT(DatasetNames({"a/x.csv", "b/x.csv.gz"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("\"a/x.csv\" and \"b/x.csv.gz\" share the name x")));
  EXPECT_THAT(DatasetNames({"a/"}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("a/")));
}

TEST(PlanBenchTest, GoesByDatasetSeedAndMethodAndSkipsWhatIsDone) {
  const std::vector<BenchMethod> methods = {{"m", "meta", {}}, {"p", "plain", {}}};
  const auto runs = PlanBench({"a", "b"}, methods, 2, {{"a", 0, "p"}, {"b", 1, "m"}});
  std::vector<std::string> keys;
  for (const BenchRun& run : runs) {
    keys.push_back(KeyText({run.dataset == 0 ? "a" : "b", run.seed, methods[run.method].name}));
  }
  EXPECT_THAT(keys, ElementsAre("a, seed 0, m", "a, seed 1, m", "a, seed 1, p", "b, seed 0, m",
                                "b, seed 0, p", "b, seed 1, p"));
}

TEST(RunOptionsTest, TheMethodsOwnComeFirstAndTheSplitHasADefault) {
  const BenchMethod method = {"m", "meta", {{"steps", "100"}}};
  EXPECT_THAT(RunOptions(method, {{"steps", "400"}, {"k", "3"}}),
              ElementsAre(Pair("k", "3"), Pair("steps", "100"), Pair("test_fraction", "0.4")));
  EXPECT_THAT(RunOptions({"m", "meta", {}}, {{"test_fraction", "0.2"}}),
              ElementsAre(Pair("test_fraction", "0.2")));
}

}  // namespace
}  // namespace counterweight::client
