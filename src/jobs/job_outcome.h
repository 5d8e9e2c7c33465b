// What becomes of a job when its runner has returned: a decision, without side effects.
#ifndef COUNTERWEIGHT_SRC_JOBS_JOB_OUTCOME_H_
#define COUNTERWEIGHT_SRC_JOBS_JOB_OUTCOME_H_

#include "absl/status/status.h"

namespace counterweight {

enum class JobOutcome {
  kPublish,      // the model is finished
  kDrop,         // the lease is lost: another worker has the job, nothing may be written
  kCancel,       // the user asked for it
  kHandBack,     // the process drains: the attempt does not count
  kFail,         // another attempt would fail the same way
  kFailAttempt,  // another attempt may succeed
};

// What the loop knew when the runner returned.
struct JobSituation {
  bool lease_lost = false;
  bool cancel_requested = false;
  bool draining = false;
};

// result: of the runner, OK if it returned a model.
JobOutcome DecideOutcome(const absl::Status& result, const JobSituation& situation);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_JOB_OUTCOME_H_
