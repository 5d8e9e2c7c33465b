// One claimed job while its runner works: the JobContext that the runner sees.
#ifndef COUNTERWEIGHT_SRC_JOBS_RUNNING_JOB_H_
#define COUNTERWEIGHT_SRC_JOBS_RUNNING_JOB_H_

#include <mutex>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "src/jobs/job_outcome.h"
#include "src/jobs/lease_keeper.h"
#include "src/jobs/stop_flag.h"
#include "src/jobs/worker_loop.h"

namespace counterweight {

// Thread-safe.
class RunningJob : public JobContext {
 public:
  // Borrows store, clock, drain and options. Throws std::system_error if no thread can be started.
  RunningJob(JobStore* store, const Clock* clock, const StopFlag* drain,
             const WorkerLoopOptions* options, JobRecord job);

  const JobRecord& job() const override { return job_; }
  std::string LoadCheckpoint() override;
  absl::Status SaveCheckpoint(absl::string_view state) override;
  absl::Status ReportProgress(const std::string& payload) override;
  bool WantsCheckpoint() override;
  absl::Status Continue() override;

  // --- for the loop ---
  const Lease& lease() const { return keeper_.lease(); }
  JobSituation situation() const;
  // The job has ended: nobody will resume it.
  void RemoveCheckpoint();

 private:
  std::string PathOf(const std::string& checkpoint) const;
  // `status` of a write with the lease: ABORTED, and remembered, if the lease is lost.
  absl::Status Fenced(const absl::Status& status);

  JobStore* const store_;
  const Clock* const clock_;
  const StopFlag* const drain_;
  const WorkerLoopOptions* const options_;
  const JobRecord job_;
  LeaseKeeper keeper_;

  // One save at a time. Held across disk: only savers wait for it.
  std::mutex saving_;
  std::mutex mutex_ ABSL_ACQUIRED_AFTER(saving_);
  std::string checkpoint_ ABSL_GUARDED_BY(mutex_);  // file name, empty: none
  absl::Time last_checkpoint_ ABSL_GUARDED_BY(mutex_);
  // While draining: the runner was offered its last checkpoint, or has ignored the offer.
  bool drain_offered_ ABSL_GUARDED_BY(mutex_) = false;
  bool continued_while_draining_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_RUNNING_JOB_H_
