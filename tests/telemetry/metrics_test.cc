#include "src/telemetry/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

absl::StatusOr<ServiceStateValues> NoState() { return ServiceStateValues(); }

int CountLines(const std::string& text, const std::string& prefix) {
  std::istringstream lines(text);
  int count = 0;
  for (std::string line; std::getline(lines, line);) count += line.rfind(prefix, 0) == 0;
  return count;
}

TEST(MetricsTest, CountsRpcsByMethodAndCode) {
  Metrics metrics("1.2.3", NoState);
  metrics.RegisterRpcMethod("a.Service", "Get");
  metrics.Rpc("/a.Service/Get").Started();
  metrics.Rpc("/a.Service/Get").Started();
  metrics.Rpc("/a.Service/Get").Handled(absl::StatusCode::kNotFound, 0.002);
  const std::string text = metrics.Text();
  EXPECT_THAT(text,
              HasSubstr("counterweight_rpc_started_total{method=\"Get\",service=\"a.Service\"} 2"));
  EXPECT_THAT(text, HasSubstr("counterweight_rpc_handled_total{code=\"NOT_FOUND\",method=\"Get\","
                              "service=\"a.Service\"} 1"));
  EXPECT_THAT(text, HasSubstr("counterweight_rpc_handling_seconds_bucket{method=\"Get\",service="
                              "\"a.Service\",le=\"0.001\"} 0"));
  EXPECT_THAT(text, HasSubstr("counterweight_rpc_handling_seconds_bucket{method=\"Get\",service="
                              "\"a.Service\",le=\"0.0025\"} 1"));
}

TEST(MetricsTest, MadeUpMethodsShareOneSeries) {
  Metrics metrics("1", NoState);
  for (int i = 0; i < 1000; ++i) metrics.Rpc(absl::StrCat("/made.Up/Method", i)).Started();
  const std::string text = metrics.Text();
  EXPECT_EQ(CountLines(text, "counterweight_rpc_started_total{"), 1);
  EXPECT_THAT(
      text,
      HasSubstr("counterweight_rpc_started_total{method=\"unknown\",service=\"unknown\"} 1000"));
}

TEST(MetricsTest, PredictionSeriesAreBounded) {
  Metrics metrics("1", NoState);
  for (int version = 1; version <= 500; ++version) metrics.PredictedRows("fraud", version)(2);
  const std::string text = metrics.Text();
  EXPECT_EQ(CountLines(text, "counterweight_predictions_total{"), 201);
  EXPECT_THAT(text,
              HasSubstr("counterweight_predictions_total{model=\"fraud\",version=\"200\"} 2"));
  EXPECT_THAT(text,
              HasSubstr("counterweight_predictions_total{model=\"other\",version=\"other\"} 600"));
}

TEST(MetricsTest, AWorkersGaugesDisappearWithItsJob) {
  Metrics metrics("1", NoState);
  metrics.TrainingProgress("3", 1500, 0.75);
  EXPECT_THAT(metrics.Text(),
              HasSubstr("counterweight_training_rows_per_second{worker=\"3\"} 1500"));
  EXPECT_THAT(metrics.Text(),
              HasSubstr("counterweight_training_validation_average_precision{worker=\"3\"} 0.75"));
  metrics.TrainingStopped("3");
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("worker=\"3\"")));
}

TEST(MetricsTest, WorkersWithoutASlotShareOneLabel) {
  Metrics metrics("1", NoState);
  for (int i = 0; i < 100; ++i) metrics.TrainingProgress(absl::StrCat("host-", i), 1, {});
  metrics.TrainingProgress("64", 2, {});
  EXPECT_EQ(CountLines(metrics.Text(), "counterweight_training_rows_per_second{"), 1);
}

TEST(MetricsTest, JobDurationsAreKeptByFinalState) {
  Metrics metrics("1", NoState);
  metrics.JobFinished("FAILED", 7);
  const std::string text = metrics.Text();
  EXPECT_THAT(text,
              HasSubstr("counterweight_job_duration_seconds_bucket{state=\"FAILED\",le=\"5\"} 0"));
  EXPECT_THAT(text,
              HasSubstr("counterweight_job_duration_seconds_bucket{state=\"FAILED\",le=\"10\"} 1"));
}

TEST(MetricsTest, NamesTheBuild) {
  EXPECT_THAT(Metrics("1.2.3", NoState).Text(),
              HasSubstr("counterweight_build_info{version=\"1.2.3\"} 1"));
}

// promtool is Prometheus's own linter: names, units, help, and the text format itself.
TEST(MetricsTest, PromtoolFindsNothingWrong) {
  if (std::system("command -v promtool > /dev/null 2>&1") != 0) GTEST_SKIP() << "no promtool";
  Metrics metrics("1.2.3", NoState);
  metrics.RegisterRpcMethod("a.Service", "Get");
  metrics.Rpc("/a.Service/Get").Started();
  metrics.Rpc("/a.Service/Get").Handled(absl::StatusCode::kOk, 0.002);
  metrics.BytesReceived(10);
  metrics.JobFinished("SUCCEEDED", 12);
  metrics.TrainingProgress("0", 10, 0.5);
  metrics.WorkerDied();
  metrics.PredictedRows("a \"quoted\"\n\\name", 1)(3);
  const TemporaryDirectory directory;
  std::ofstream(directory.File("metrics")) << metrics.Text();
  const int status =
      std::system(absl::StrCat("promtool check metrics < ", directory.File("metrics"), " > ",
                               directory.File("report"), " 2>&1")
                      .c_str());
  std::ostringstream report;
  report << std::ifstream(directory.File("report")).rdbuf();
  EXPECT_EQ(status, 0);
  EXPECT_THAT(report.str(), IsEmpty());
}

}  // namespace
}  // namespace counterweight
