// Commands about datasets, jobs and models: what they print.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "client/dataset_text.h"
#include "client/job_text.h"
#include "client/metrics_text.h"
#include "client/model_text.h"
#include "client/run_command.h"
#include "tests/client/scripted_jobs.h"
#include "tests/client/scripted_server.h"
#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// Runs commands against one service.
class Runner {
 public:
  Runner(grpc::Service* service, OutputFormat output) : server_({service}) {
    context_.channel = server_.InProcess();
    context_.output = output;
    context_.in = &in;
    context_.out = &out;
    context_.err = &err;
    context_.backoff = {1, absl::ZeroDuration(), absl::ZeroDuration()};
  }
  absl::Status Run(const Command& command) { return RunCommand(command, context_); }

  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;

 private:
  ScriptedServer server_;
  CommandContext context_;
};

template <typename Message>
Message FromJson(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &message).ok()) << text;
  return message;
}

SubmitJobCommand SubmitAndWatch() {
  SubmitJobCommand command;
  command.request.mutable_spec()->set_dataset("datasets/ds-1");
  command.watch = true;
  return command;
}

TEST(JobCommandsTest, AWatchedJobIsOneObjectOnOneLineAndProgressGoesElsewhere) {
  ScriptedJobs service(v1::JOB_STATE_SUCCEEDED);
  Runner runner(&service, OutputFormat::kJson);
  ASSERT_THAT(runner.Run(SubmitAndWatch()), IsOk());
  const std::string out = runner.out.str();
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
  EXPECT_EQ(out.back(), '\n');
  EXPECT_EQ(FromJson<v1::TrainingJob>(out).model(), "models/m-1");
  EXPECT_THAT(out, AllOf(HasSubstr("\"model\":\"models/m-1\""), HasSubstr("\"averagePrecision\""),
                         HasSubstr("\"maxAttempts\":0")));
  EXPECT_EQ(runner.err.str(),
            "submitted jobs/j-1\n"
            "jobs/j-1 RUNNING\n"
            "step 5/10  epoch 0.0  loss 0.0000\n"
            "jobs/j-1 SUCCEEDED\n");
}

TEST(JobCommandsTest, WithoutWatchTheJobIsPrintedAsCreated) {
  ScriptedJobs service(v1::JOB_STATE_SUCCEEDED);
  Runner runner(&service, OutputFormat::kJson);
  SubmitJobCommand command = SubmitAndWatch();
  command.watch = false;
  ASSERT_THAT(runner.Run(command), IsOk());
  EXPECT_EQ(FromJson<v1::TrainingJob>(runner.out.str()).state(), v1::JOB_STATE_QUEUED);
}

TEST(JobCommandsTest, EverySubmissionHasItsOwnRequestId) {
  ScriptedJobs service(v1::JOB_STATE_SUCCEEDED);
  Runner runner(&service, OutputFormat::kJson);
  ASSERT_THAT(runner.Run(SubmitAndWatch()), IsOk());
  const std::string first = service.created().request_id();
  ASSERT_THAT(runner.Run(SubmitAndWatch()), IsOk());
  EXPECT_THAT(first, ContainsRegex("^[0-9a-f]+$"));
  EXPECT_EQ(first.size(), 32u);
  EXPECT_NE(first, service.created().request_id());
  SubmitJobCommand given = SubmitAndWatch();
  given.request.set_request_id("mine");
  ASSERT_THAT(runner.Run(given), IsOk());
  EXPECT_EQ(service.created().request_id(), "mine");
}

TEST(JobCommandsTest, AFailedJobIsShownAndIsAnError) {
  ScriptedJobs service(v1::JOB_STATE_FAILED);
  Runner runner(&service, OutputFormat::kTable);
  EXPECT_THAT(runner.Run(SubmitAndWatch()),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("jobs/j-1 FAILED: only one class")));
  EXPECT_THAT(runner.out.str(), HasSubstr("only one class"));
  EXPECT_THAT(runner.err.str(), HasSubstr("jobs/j-1 FAILED: only one class"));
}

TEST(JobCommandsTest, ACancelledJobIsAnError) {
  ScriptedJobs service(v1::JOB_STATE_CANCELLED);
  Runner runner(&service, OutputFormat::kTable);
  WatchJobCommand command;
  command.request.set_name("jobs/j-1");
  EXPECT_THAT(runner.Run(command), StatusIs(absl::StatusCode::kAborted, HasSubstr("CANCELLED")));
}

TEST(JobCommandsTest, TheTableShowsFiguresAndConfusion) {
  ScriptedJobs service(v1::JOB_STATE_SUCCEEDED);
  Runner runner(&service, OutputFormat::kTable);
  GetJobCommand command;
  command.request.set_name("jobs/j-1");
  ASSERT_THAT(runner.Run(command), IsOk());
  EXPECT_THAT(
      runner.out.str(),
      AllOf(ContainsRegex("average precision +0.8125 \\[0.70, 0.90\\] +0.8125 \\[0.70, 0.90\\]\n"),
            ContainsRegex("confusion \\(test\\) +predicted no +predicted yes\n"),
            ContainsRegex("true no +90 +4\n"), ContainsRegex("true yes +2 +11\n")));
}

TEST(JobCommandsTest, AListIsOneObjectOverAllPages) {
  ScriptedJobs service(v1::JOB_STATE_SUCCEEDED);
  Runner runner(&service, OutputFormat::kJson);
  ASSERT_THAT(runner.Run(ListJobsCommand()), IsOk());
  const auto list = FromJson<v1::ListTrainingJobsResponse>(runner.out.str());
  ASSERT_EQ(list.jobs_size(), 6);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(list.jobs(i).name(), absl::StrCat("jobs/", i));
  EXPECT_EQ(list.next_page_token(), "");
}

TEST(JobCommandsTest, OnePageNamesTheNext) {
  ScriptedJobs service(v1::JOB_STATE_SUCCEEDED);
  Runner runner(&service, OutputFormat::kTable);
  ListJobsCommand command;
  command.all_pages = false;
  command.request.set_page_token("1");
  ASSERT_THAT(runner.Run(command), IsOk());
  EXPECT_THAT(runner.out.str(), AllOf(HasSubstr("jobs/2"), Not(HasSubstr("jobs/4"))));
  EXPECT_EQ(runner.err.str(), "More with --page-token=2\n");
}

// Answers every page with the same token.
class CirclingDatasets : public v1::DatasetService::Service {
 public:
  grpc::Status ListDatasets(grpc::ServerContext*, const v1::ListDatasetsRequest*,
                            v1::ListDatasetsResponse* response) override {
    response->set_next_page_token("again");
    return grpc::Status::OK;
  }
  grpc::Status DeleteDataset(grpc::ServerContext*, const v1::DeleteDatasetRequest*,
                             google::protobuf::Empty*) override {
    return grpc::Status::OK;
  }
  grpc::Status UploadDataset(grpc::ServerContext*,
                             grpc::ServerReader<v1::UploadDatasetRequest>* reader,
                             v1::Dataset* dataset) override {
    v1::UploadDatasetRequest request;
    while (reader->Read(&request)) {
      if (request.has_chunk()) dataset->set_uploaded_bytes(request.chunk().content().size());
    }
    dataset->set_name("datasets/ds-1");
    return grpc::Status::OK;
  }
};

TEST(DatasetCommandsTest, PagesThatNeverEndAreAnError) {
  CirclingDatasets service;
  Runner runner(&service, OutputFormat::kTable);
  EXPECT_THAT(runner.Run(ListDatasetsCommand()),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("token")));
}

TEST(DatasetCommandsTest, ADeletionSaysSoAndIsAnEmptyObject) {
  CirclingDatasets service;
  DeleteDatasetCommand command;
  command.request.set_name("datasets/ds-1");
  Runner table(&service, OutputFormat::kTable);
  ASSERT_THAT(table.Run(command), IsOk());
  EXPECT_EQ(table.out.str(), "deleted datasets/ds-1\n");
  Runner json(&service, OutputFormat::kJson);
  ASSERT_THAT(json.Run(command), IsOk());
  EXPECT_EQ(json.out.str(), "{}\n");
}

TEST(DatasetCommandsTest, ADashUploadsStandardInput) {
  CirclingDatasets service;
  Runner runner(&service, OutputFormat::kJson);
  runner.in.str("a,b\n1,2\n");
  UploadDatasetCommand command;
  command.file = "-";
  ASSERT_THAT(runner.Run(command), IsOk());
  EXPECT_EQ(FromJson<v1::Dataset>(runner.out.str()).uploaded_bytes(), 8);
}

TEST(DatasetTextTest, ShowsClassesColumnsAndTheImbalance) {
  v1::Dataset dataset;
  dataset.set_name("datasets/ds-1");
  dataset.set_row_count(1000);
  dataset.set_imbalance_ratio(9);
  v1::Dataset::ClassCount* const rare = dataset.add_classes();
  rare->set_label("yes");
  rare->set_row_count(100);
  v1::Dataset::Column* const age = dataset.add_columns();
  age->set_name("age");
  age->set_type(v1::COLUMN_TYPE_NUMERIC);
  age->set_missing_count(7);
  age->mutable_numeric()->set_minimum(18);
  age->mutable_numeric()->set_maximum(99);
  v1::Dataset::Column* const city = dataset.add_columns();
  city->set_name("city");
  city->set_type(v1::COLUMN_TYPE_CATEGORICAL);
  city->set_category_count(12);
  for (const char* name : {"Bonn", "Kiel", "Köln", "Ulm"}) {
    city->add_most_frequent()->set_value(name);
  }
  EXPECT_THAT(DatasetText(dataset),
              AllOf(ContainsRegex("imbalance ratio +9\n"), ContainsRegex("yes +100 +0.1\n"),
                    ContainsRegex("age +numeric +7 +18 +99 +0 +0\n"),
                    HasSubstr("12 values: Bonn (0), Kiel (0), Köln (0), ...\n")));
}

TEST(ModelTextTest, ShowsThresholdsColumnsAndFigures) {
  v1::Model model;
  model.set_display_name("Fraud");
  model.set_version(2);
  model.add_classes("no");
  model.add_classes("yes");
  model.set_positive_label("yes");
  model.add_thresholds(0.75);
  model.add_thresholds(0.25);
  (*model.mutable_options())["steps"] = "400";
  (*model.mutable_options())["k"] = "5";
  model.add_columns()->set_name("age");
  model.mutable_metrics()->mutable_validation()->set_roc_auc(0.9);
  EXPECT_THAT(ModelText(model),
              AllOf(HasSubstr("Fraud, version 2"), HasSubstr("k=5 steps=400"),
                    ContainsRegex("yes +0.25  positive\n"), ContainsRegex("age +unspecified\n"),
                    ContainsRegex("figure +validation\n"), ContainsRegex("ROC AUC +0.9000\n")));
}

TEST(MetricsTextTest, AnIntervalThatWasNotReportedIsNotShown) {
  v1::ClassificationMetrics metrics;
  metrics.set_average_precision(0.5);
  EXPECT_THAT(MetricsText({{"dataset", metrics}}), ContainsRegex("average precision +0.5000\n"));
}

TEST(MetricsTextTest, SeveralClassesHaveTheirOwnAveragePrecision) {
  v1::ClassificationMetrics metrics;
  for (const char* name : {"a", "b", "c"}) metrics.add_classes(name);
  metrics.add_class_average_precision(0.5);
  metrics.add_class_average_precision(std::nan(""));
  const std::string text = MetricsText({{"dataset", metrics}});
  EXPECT_THAT(text, AllOf(ContainsRegex("\na +0.5000\n"), ContainsRegex("\nb +-\n"),
                          ContainsRegex("\nc +-\n"), Not(HasSubstr("confusion"))));
  EXPECT_EQ(MetricsText(v1::ModelMetrics()), "");
}

}  // namespace
}  // namespace counterweight::client
