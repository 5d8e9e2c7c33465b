#include "src/jobs/job_outcome.h"

namespace counterweight {

JobOutcome DecideOutcome(const absl::Status& result, const JobSituation& situation) {
  if (situation.lease_lost) return JobOutcome::kDrop;
  switch (result.code()) {
    case absl::StatusCode::kOk:
      // Also when a cancel came too late: the work is done, and the model can be deleted.
      return JobOutcome::kPublish;
    case absl::StatusCode::kCancelled:
      return situation.cancel_requested ? JobOutcome::kCancel : JobOutcome::kFailAttempt;
    case absl::StatusCode::kAborted:
      return situation.draining ? JobOutcome::kHandBack : JobOutcome::kFailAttempt;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:
      return JobOutcome::kFail;
    default:
      return JobOutcome::kFailAttempt;
  }
}

}  // namespace counterweight
