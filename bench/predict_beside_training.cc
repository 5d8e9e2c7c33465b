// How long the slowest hundredth of predictions take while two jobs train, beside an idle server.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/prediction_load.h"
#include "bench/prediction_model.h"
#include "bench/ratio.h"
#include "bench/run_program.h"
#include "bench/server_process.h"
#include "counterweight/v1/training.grpc.pb.h"
#include "src/base/status_macros.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

constexpr int kWorkers = 2;
constexpr int kRounds = 5;
// One at a time, as a caller that waits for each answer.
constexpr int64_t kCalls = 4'000;

absl::Status ToStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("a call failed: ", status.error_message()));
}

// Jobs that train until they are cancelled.
class TrainingJobs {
 public:
  TrainingJobs(const std::string& address, std::string dataset)
      : stub_(v1::TrainingService::NewStub(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))),
        dataset_(std::move(dataset)) {}

  absl::Status Start() {
    for (int i = 0; i < kWorkers; ++i) {
      v1::CreateTrainingJobRequest request;
      request.mutable_spec()->set_dataset(dataset_);
      request.mutable_spec()->mutable_options()->insert({"steps", "20000"});
      request.mutable_spec()->mutable_options()->insert({"patience", "1000"});
      v1::TrainingJob job;
      grpc::ClientContext context;
      CW_RETURN_IF_ERROR(ToStatus(stub_->CreateTrainingJob(&context, request, &job)));
      names_.push_back(job.name());
    }
    return WaitUntilAll(v1::JOB_STATE_RUNNING);
  }

  absl::Status Cancel() {
    for (const std::string& name : names_) {
      v1::CancelTrainingJobRequest request;
      request.set_name(name);
      v1::TrainingJob job;
      grpc::ClientContext context;
      CW_RETURN_IF_ERROR(ToStatus(stub_->CancelTrainingJob(&context, request, &job)));
    }
    CW_RETURN_IF_ERROR(WaitUntilAll(v1::JOB_STATE_CANCELLED));
    names_.clear();
    return absl::OkStatus();
  }

 private:
  absl::Status WaitUntilAll(v1::JobState state) {
    for (const std::string& name : names_) {
      v1::TrainingJob job;
      while (job.state() != state) {
        if (job.state() == v1::JOB_STATE_FAILED) return absl::InternalError(job.DebugString());
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        v1::GetTrainingJobRequest request;
        request.set_name(name);
        grpc::ClientContext context;
        CW_RETURN_IF_ERROR(ToStatus(stub_->GetTrainingJob(&context, request, &job)));
      }
    }
    return absl::OkStatus();
  }

  const std::unique_ptr<v1::TrainingService::Stub> stub_;
  const std::string dataset_;
  std::vector<std::string> names_;
};

double Percentile99(const LoadFigures& figures) {
  return figures.call_seconds[figures.call_seconds.size() * 99 / 100];
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

absl::Status Run() {
  const TemporaryDirectory directory;
  CW_ASSIGN_OR_RETURN(
      const Published published,
      PublishModels(directory.File("data"), {PredictionArtifact(kDefaultEnsemble)}));
  CW_ASSIGN_OR_RETURN(const ServerProcess server,
                      StartCounterweight(directory.File("data"), kWorkers));
  const v1::PredictRequest request = RowRequest(
      published.models[0], PredictionRows(1, kDefaultEnsemble.columns), kDefaultEnsemble.columns);
  PredictionLoad load(server.address(), 1);
  CW_RETURN_IF_ERROR(load.Run(request, 1, kCalls).status());
  TrainingJobs jobs(server.address(), published.dataset);
  std::vector<double> idle, training;
  for (int round = 0; round < kRounds; ++round) {
    CW_ASSIGN_OR_RETURN(const LoadFigures without, load.Run(request, 1, kCalls));
    CW_RETURN_IF_ERROR(jobs.Start());
    CW_ASSIGN_OR_RETURN(const LoadFigures with, load.Run(request, 1, kCalls));
    CW_RETURN_IF_ERROR(jobs.Cancel());
    idle.push_back(Percentile99(without));
    training.push_back(Percentile99(with));
    std::cout << absl::StrFormat("99th percentile: idle %.0f us, two jobs training %.0f us\n",
                                 idle.back() * 1e6, training.back() * 1e6)
              << std::flush;
  }
  std::cout << RatioLine("99th percentile of one-row predictions, two jobs training / idle",
                         Median(training) / Median(idle), Bound::kAtMost, 3)
            << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) {
  CLI::App app("Latency of predictions while jobs train");
  return counterweight::RunProgram(app, argc, argv, [] { return counterweight::Run(); });
}
