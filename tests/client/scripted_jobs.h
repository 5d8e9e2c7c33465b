// A training service with one job that ends as scripted.
#ifndef COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_JOBS_H_
#define COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_JOBS_H_

#include <counterweight/v1/training.grpc.pb.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace counterweight::client {

class ScriptedJobs : public v1::TrainingService::Service {
 public:
  // What the job becomes; RUNNING: its watch goes silent after the first event.
  explicit ScriptedJobs(v1::JobState end) {
    job_.set_name("jobs/j-1");
    job_.set_state(end);
    if (end == v1::JOB_STATE_FAILED) job_.set_error("only one class");
    if (end != v1::JOB_STATE_SUCCEEDED) return;
    job_.set_model("models/m-1");
    v1::ClassificationMetrics* const test = job_.mutable_metrics()->mutable_test();
    test->set_average_precision(0.8125);
    test->set_average_precision_low(0.7);
    test->set_average_precision_high(0.9);
    for (const char* name : {"no", "yes"}) test->add_classes(name);
    for (const int count : {90, 4, 2, 11}) test->add_confusion(count);
    *job_.mutable_metrics()->mutable_validation() = *test;
  }

  grpc::Status CreateTrainingJob(grpc::ServerContext*, const v1::CreateTrainingJobRequest* request,
                                 v1::TrainingJob* job) override {
    absl::MutexLock lock(&mutex_);
    created_ = *request;
    job->set_name("jobs/j-1");
    job->set_state(v1::JOB_STATE_QUEUED);
    return grpc::Status::OK;
  }
  grpc::Status GetTrainingJob(grpc::ServerContext*, const v1::GetTrainingJobRequest* request,
                              v1::TrainingJob* job) override {
    if (request->name() != job_.name()) return {grpc::StatusCode::NOT_FOUND, "no such job"};
    *job = job_;
    return grpc::Status::OK;
  }
  grpc::Status CancelTrainingJob(grpc::ServerContext*, const v1::CancelTrainingJobRequest*,
                                 v1::TrainingJob* job) override {
    *job = job_;
    return grpc::Status::OK;
  }
  // Three pages of two jobs.
  grpc::Status ListTrainingJobs(grpc::ServerContext*, const v1::ListTrainingJobsRequest* request,
                                v1::ListTrainingJobsResponse* response) override {
    const int page = request->page_token().empty() ? 0 : request->page_token()[0] - '0';
    for (int i = 0; i < 2; ++i) {
      response->add_jobs()->set_name(absl::StrCat("jobs/", 2 * page + i));
    }
    if (page < 2) response->set_next_page_token(absl::StrCat(page + 1));
    return grpc::Status::OK;
  }
  grpc::Status WatchTrainingJob(grpc::ServerContext* context, const v1::WatchTrainingJobRequest*,
                                grpc::ServerWriter<v1::TrainingEvent>* writer) override {
    v1::TrainingEvent event;
    event.set_sequence(1);
    event.set_state(v1::JOB_STATE_RUNNING);
    writer->Write(event);
    while (job_.state() == v1::JOB_STATE_RUNNING && !context->IsCancelled()) {
      std::this_thread::yield();
    }
    event.set_sequence(2);
    event.mutable_progress()->set_step(5);
    event.mutable_progress()->set_total_steps(10);
    writer->Write(event);
    event.set_sequence(3);
    event.set_state(job_.state());
    event.set_message(job_.error());
    writer->Write(event);
    return grpc::Status::OK;
  }

  v1::CreateTrainingJobRequest created() {
    absl::MutexLock lock(&mutex_);
    return created_;
  }

 private:
  v1::TrainingJob job_;
  absl::Mutex mutex_;
  v1::CreateTrainingJobRequest created_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_TESTS_CLIENT_SCRIPTED_JOBS_H_
