#include "server/job_runner.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/job_observer.h"
#include "src/application/datasets.h"
#include "src/application/models.h"
#include "src/application/resource_name.h"
#include "src/base/log.h"
#include "src/base/status_macros.h"
#include "src/recipe/training_options.h"

namespace counterweight {
namespace {

absl::Status CheckThreads(const JobRecord& job, int available) {
  CW_ASSIGN_OR_RETURN(const TrainingOptions options, ParseTrainingOptions(job.options));
  if (options.threads <= available) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the job asks for ", options.threads, " threads, but the worker has ", available,
                   ": submit it with threads=", available,
                   " or run workers with --worker-threads=", options.threads));
}

TrainingRequest RequestOf(const JobRecord& job) {
  return {ResourceName(kDatasetCollection, job.dataset_id), job.method, job.options, job.seed};
}

// One run of one job: what its steps share.
class JobRun {
 public:
  JobRun(JobContext* context, const Clock* steady_clock, const std::string& worker,
         const Trainer& trainer)
      : context_(context), steady_clock_(steady_clock), worker_(worker), trainer_(trainer) {}

  absl::StatusOr<Artifact> TrainOrResume(const LabelledTable& dataset) {
    const std::string checkpoint = context_->LoadCheckpoint();
    absl::StatusOr<Artifact> artifact = Train(dataset, checkpoint);
    if (checkpoint.empty() || !absl::IsDataLoss(artifact.status())) return artifact;
    LogWarning(
        absl::StrCat("jobs/", context_->job().id, " starts afresh: ", artifact.status().message()));
    return Train(dataset, "");
  }

 private:
  absl::StatusOr<Artifact> Train(const LabelledTable& dataset, absl::string_view checkpoint) {
    JobObserver observer(context_, steady_clock_, worker_, checkpoint.empty());
    return trainer_(dataset, RequestOf(context_->job()), checkpoint, observer);
  }

  JobContext* const context_;
  const Clock* const steady_clock_;
  const std::string& worker_;
  const Trainer& trainer_;
};

}  // namespace

JobRunner MakeJobRunner(DataDirectory* directory, const Clock* clock, const Clock* steady_clock,
                        JobRunnerOptions options, Trainer trainer) {
  return [directory, clock, steady_clock, options = std::move(options),
          trainer = std::move(trainer)](JobContext& context) -> absl::StatusOr<ModelRecord> {
    const JobRecord job = context.job();
    CW_RETURN_IF_ERROR(CheckThreads(job, options.threads));
    CW_ASSIGN_OR_RETURN(const LabelledTable dataset, LoadDataset(*directory, job.dataset_id));
    JobRun run(&context, steady_clock, options.worker, trainer);
    CW_ASSIGN_OR_RETURN(const Artifact artifact, run.TrainOrResume(dataset));
    // A job that was cancelled in its last step leaves no artefact behind.
    CW_RETURN_IF_ERROR(context.Continue());
    return StoreArtifact(*directory, artifact, job, clock->Now());
  };
}

}  // namespace counterweight
