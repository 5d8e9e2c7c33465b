#include "client/bench_runner.h"

#include <google/protobuf/util/time_util.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/job_verdict.h"
#include "client/request_id.h"
#include "client/status_text.h"

namespace counterweight::client {
namespace {

using google::protobuf::util::TimeUtil;

double WallSeconds(const v1::TrainingJob& job) {
  if (!job.has_start_time() || !job.has_end_time()) return BenchRow::kNone;
  const auto took = TimeUtil::DurationToMilliseconds(job.end_time() - job.start_time());
  return static_cast<double>(took) / 1000;
}

BenchRow RowOf(const BenchKey& key, const v1::TrainingJob& job, const v1::Model& model) {
  const v1::ClassificationMetrics& test = job.metrics().test();
  BenchRow row;
  row.key = key;
  row.average_precision = test.average_precision();
  row.roc_auc = test.roc_auc();
  row.best_f1 = test.best_f1();
  row.expected_calibration_error = test.expected_calibration_error();
  if (job.metrics().has_validation()) {
    row.validation_average_precision = job.metrics().validation().average_precision();
  }
  row.seconds = WallSeconds(job);
  row.chosen_step = model.chosen_step();
  return row;
}

}  // namespace

BenchRunner::BenchRunner(const CommandContext& context, const BenchRunnerOptions& options,
                         std::function<void(const std::string&)> on_remark)
    : context_(context), options_(options), on_remark_(std::move(on_remark)) {}

absl::StatusOr<BenchRow> BenchRunner::Run(const BenchTask& task) {
  const absl::StatusOr<v1::TrainingJob> queued = Submit(task);
  if (!queued.ok()) return queued.status();
  if (absl::Status status = Await(queued->name()); !status.ok()) {
    if (absl::IsCancelled(status)) Cancel(queued->name());
    return status;
  }
  v1::GetTrainingJobRequest get;
  get.set_name(queued->name());
  const absl::StatusOr<v1::TrainingJob> job = context_.Training().Get(get);
  if (!job.ok()) return job.status();
  if (absl::Status status = JobVerdict(*job); !status.ok()) return status;
  absl::StatusOr<BenchRow> row = ReadFigures(task, *job);
  if (!options_.keep_models) DeleteModel(job->model());
  return row;
}

absl::StatusOr<v1::TrainingJob> BenchRunner::Submit(const BenchTask& task) {
  v1::CreateTrainingJobRequest request;
  request.set_request_id(NewRequestId());
  v1::TrainingSpec* const spec = request.mutable_spec();
  spec->set_dataset(task.dataset);
  spec->set_method(task.method);
  spec->set_seed(task.key.seed);
  for (const auto& [name, value] : task.options) (*spec->mutable_options())[name] = value;
  return context_.Training().Create(request);
}

absl::Status BenchRunner::Await(const std::string& job) {
  TrainingClient training = context_.Training();
  JobWatch watch(&training.stub(), job, /*after_sequence=*/0, context_.backoff);
  Enter(&watch);
  absl::Status status = watch.Run([](const v1::TrainingEvent&) {});
  Leave(&watch);
  return status;
}

absl::StatusOr<BenchRow> BenchRunner::ReadFigures(const BenchTask& task,
                                                  const v1::TrainingJob& job) {
  if (!job.metrics().has_test()) {
    return absl::FailedPreconditionError(
        absl::StrCat(job.name(), " has no test figures: its test_fraction held out no row"));
  }
  v1::GetModelRequest request;
  request.set_name(job.model());
  const absl::StatusOr<v1::Model> model = context_.Models().Get(request);
  if (!model.ok()) return model.status();
  if (absl::Status status = CheckSplit(task, job.model()); !status.ok()) return status;
  return RowOf(task.key, job, *model);
}

absl::Status BenchRunner::CheckSplit(const BenchTask& task, const std::string& model) {
  if (options_.splits == nullptr) return absl::OkStatus();
  ModelClient models = context_.Models();
  const absl::StatusOr<std::vector<int64_t>> rows = HeldOutRows(&models, model, task.row_count);
  return rows.ok() ? options_.splits->Check(task.key, *rows) : rows.status();
}

void BenchRunner::Cancel(const std::string& job) {
  v1::CancelTrainingJobRequest request;
  request.set_name(job);
  const absl::Status status = context_.Training().Cancel(request).status();
  // FAILED_PRECONDITION: it had ended by itself.
  if (!status.ok() && !absl::IsFailedPrecondition(status)) {
    on_remark_(absl::StrCat(job, " could not be cancelled: ", StatusText(status)));
  }
  if (!status.ok()) return;
  // To its end: as long as it runs its dataset cannot be deleted. Whoever cannot wait interrupts
  // again, which ends the process.
  TrainingClient training = context_.Training();
  JobWatch watch(&training.stub(), job, /*after_sequence=*/0, context_.backoff);
  const absl::Status ended = watch.Run([](const v1::TrainingEvent&) {});
  if (!ended.ok()) on_remark_(absl::StrCat(job, " may still run: ", StatusText(ended)));
}

void BenchRunner::DeleteModel(const std::string& model) {
  v1::DeleteModelRequest request;
  request.set_name(model);
  const absl::Status status = context_.Models().Delete(request);
  if (!status.ok()) on_remark_(absl::StrCat(model, " could not be deleted: ", StatusText(status)));
}

void BenchRunner::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  for (JobWatch* const watch : watches_) watch->Stop();
}

void BenchRunner::Enter(JobWatch* watch) {
  absl::MutexLock lock(&mutex_);
  watches_.insert(watch);
  if (stopped_) watch->Stop();
}

void BenchRunner::Leave(JobWatch* watch) {
  absl::MutexLock lock(&mutex_);
  watches_.erase(watch);
}

}  // namespace counterweight::client
