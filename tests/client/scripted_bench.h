// A server on which every job is done at once and the figures follow from method and seed.
#ifndef COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_BENCH_H_
#define COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_BENCH_H_

#include <counterweight/v1/dataset.grpc.pb.h>
#include <counterweight/v1/model.grpc.pb.h>
#include <counterweight/v1/training.grpc.pb.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"

namespace counterweight::client {

class ScriptedBenchDatasets : public v1::DatasetService::Service {
 public:
  // One data row per line after the header.
  grpc::Status UploadDataset(grpc::ServerContext*,
                             grpc::ServerReader<v1::UploadDatasetRequest>* reader,
                             v1::Dataset* dataset) override {
    v1::UploadDatasetRequest request;
    std::string bytes;
    while (reader->Read(&request)) {
      if (request.has_header()) dataset->set_display_name(request.header().spec().display_name());
      if (request.has_chunk()) bytes += request.chunk().content();
    }
    dataset->set_name("datasets/" + dataset->display_name());
    dataset->set_row_count(std::count(bytes.begin(), bytes.end(), '\n') - 1);
    absl::MutexLock lock(&mutex_);
    held_.insert(dataset->name());
    uploads_.push_back(dataset->name());
    return grpc::Status::OK;
  }
  grpc::Status DeleteDataset(grpc::ServerContext*, const v1::DeleteDatasetRequest* request,
                             google::protobuf::Empty*) override {
    absl::MutexLock lock(&mutex_);
    held_.erase(request->name());
    return grpc::Status::OK;
  }

  std::vector<std::string> uploads() {
    absl::MutexLock lock(&mutex_);
    return uploads_;
  }
  std::set<std::string> held() {
    absl::MutexLock lock(&mutex_);
    return held_;
  }

 private:
  absl::Mutex mutex_;
  std::set<std::string> held_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> uploads_ ABSL_GUARDED_BY(mutex_);
};

// Jobs of method "failing" fail; average precision of the others: 0.5 + seed / 10, plus 0.25 for
// "better". They train for two and a half seconds.
class ScriptedBenchJobs : public v1::TrainingService::Service {
 public:
  grpc::Status CreateTrainingJob(grpc::ServerContext*, const v1::CreateTrainingJobRequest* request,
                                 v1::TrainingJob* job) override {
    if (request->spec().method() == "gone") {
      return {grpc::StatusCode::UNAVAILABLE, "the server is gone"};
    }
    absl::MutexLock lock(&mutex_);
    specs_.push_back(request->spec());
    job->set_name(absl::StrCat("jobs/", specs_.size() - 1));
    return grpc::Status::OK;
  }
  grpc::Status WatchTrainingJob(grpc::ServerContext*, const v1::WatchTrainingJobRequest*,
                                grpc::ServerWriter<v1::TrainingEvent>*) override {
    return grpc::Status::OK;
  }
  grpc::Status GetTrainingJob(grpc::ServerContext*, const v1::GetTrainingJobRequest* request,
                              v1::TrainingJob* job) override {
    const std::string id(absl::StripPrefix(request->name(), "jobs/"));
    const v1::TrainingSpec spec = specs().at(std::stoul(id));
    job->set_name(request->name());
    if (spec.method() == "failing") {
      job->set_state(v1::JOB_STATE_FAILED);
      job->set_error("as scripted");
      return grpc::Status::OK;
    }
    job->set_state(v1::JOB_STATE_SUCCEEDED);
    job->set_model("models/" + id);
    job->mutable_start_time()->set_seconds(100);
    job->mutable_end_time()->set_seconds(102);
    job->mutable_end_time()->set_nanos(500'000'000);
    if (spec.method() == "untested") return grpc::Status::OK;
    v1::ClassificationMetrics* const test = job->mutable_metrics()->mutable_test();
    test->set_average_precision(0.5 + 0.1 * static_cast<double>(spec.seed()) +
                                (spec.method() == "better" ? 0.25 : 0));
    test->set_roc_auc(0.75);
    test->set_best_f1(0.625);
    test->set_expected_calibration_error(0.125);
    job->mutable_metrics()->mutable_validation()->set_average_precision(0.875);
    return grpc::Status::OK;
  }

  grpc::Status CancelTrainingJob(grpc::ServerContext*, const v1::CancelTrainingJobRequest* request,
                                 v1::TrainingJob*) override {
    absl::MutexLock lock(&mutex_);
    cancelled_.push_back(request->name());
    return grpc::Status::OK;
  }

  std::vector<std::string> cancelled() {
    absl::MutexLock lock(&mutex_);
    return cancelled_;
  }
  std::vector<v1::TrainingSpec> specs() {
    absl::MutexLock lock(&mutex_);
    return specs_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<v1::TrainingSpec> specs_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> cancelled_ ABSL_GUARDED_BY(mutex_);
};

// Models whose training rows are the even ones below 10, in two messages; row 0 is held out too by
// jobs with the option split=other.
class ScriptedBenchModels : public v1::ModelService::Service {
 public:
  explicit ScriptedBenchModels(ScriptedBenchJobs* jobs) : jobs_(jobs) {}

  grpc::Status GetModel(grpc::ServerContext*, const v1::GetModelRequest*,
                        v1::Model* model) override {
    model->set_chosen_step(75);
    return grpc::Status::OK;
  }
  grpc::Status DeleteModel(grpc::ServerContext*, const v1::DeleteModelRequest* request,
                           google::protobuf::Empty*) override {
    absl::MutexLock lock(&mutex_);
    deleted_.insert(request->name());
    return grpc::Status::OK;
  }
  grpc::Status StreamSampleWeights(grpc::ServerContext*,
                                   const v1::StreamSampleWeightsRequest* request,
                                   grpc::ServerWriter<v1::SampleWeights>* writer) override {
    const std::string id(absl::StripPrefix(request->model(), "models/"));
    const bool other = jobs_->specs().at(std::stoul(id)).options().count("split") > 0;
    for (const std::vector<int>& rows : {std::vector<int>{0, 2, 4}, std::vector<int>{6, 8}}) {
      v1::SampleWeights message;
      for (const int row : rows) {
        if (row > 0 || !other) message.add_real_rows()->set_row(row);
      }
      writer->Write(message);
    }
    return grpc::Status::OK;
  }

  std::set<std::string> deleted() {
    absl::MutexLock lock(&mutex_);
    return deleted_;
  }

 private:
  ScriptedBenchJobs* const jobs_;
  absl::Mutex mutex_;
  std::set<std::string> deleted_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_BENCH_H_
