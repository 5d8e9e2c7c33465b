#include "server/job_metrics.h"

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "server/training_events.h"
#include "src/base/log.h"

namespace counterweight {
namespace {

void CountEnd(JobStore& store, Metrics& metrics, const std::string& job_id) {
  const absl::StatusOr<JobRecord> job = store.Get(job_id);
  if (!job.ok()) return LogWarning(job.status().message());
  if (!job->start_time.has_value() || !job->end_time.has_value()) return;  // it never ran
  metrics.JobFinished(std::string(JobStateName(job->state)),
                      absl::ToDoubleSeconds(*job->end_time - *job->start_time));
}

}  // namespace

JobMetrics::JobMetrics(EventHub* hub, JobStore* store, BlockingPool* pool, Metrics* metrics)
    : hub_(hub), store_(store), pool_(pool), metrics_(metrics) {
  subscription_ = hub_->Subscribe([this](const JobEventRecord& event) { OnEvent(event); });
}

JobMetrics::~JobMetrics() { hub_->Unsubscribe(subscription_); }

void JobMetrics::OnEvent(const JobEventRecord& event) {
  event.kind == JobEventKind::kProgress ? OnProgress(event) : OnState(event);
}

void JobMetrics::OnProgress(const JobEventRecord& event) {
  const absl::StatusOr<ReportedProgress> reported = DecodeProgress(event.payload);
  if (!reported.ok())
    return LogWarning(absl::StrCat("jobs/", event.job_id, ": ", reported.status().message()));
  const v1::TrainingProgress& progress = reported->progress;
  std::optional<double> average_precision;
  if (progress.has_validation_average_precision()) {
    average_precision = progress.validation_average_precision();
  }
  metrics_->TrainingProgress(reported->worker, progress.rows_per_second(), average_precision);
  worker_of_job_[event.job_id] = reported->worker;
}

void JobMetrics::OnState(const JobEventRecord& event) {
  // Whatever state follows RUNNING, its worker trains the job no longer.
  const auto worker = worker_of_job_.find(event.job_id);
  if (worker != worker_of_job_.end()) {
    metrics_->TrainingStopped(worker->second);
    worker_of_job_.erase(worker);
  }
  if (!IsFinal(event.state)) return;
  const absl::Status posted = pool_->Post(
      [store = store_, metrics = metrics_, id = event.job_id] { CountEnd(*store, *metrics, id); });
  if (!posted.ok())
    LogWarning(
        absl::StrCat("the duration of jobs/", event.job_id, " is not counted: ", posted.message()));
}

}  // namespace counterweight
